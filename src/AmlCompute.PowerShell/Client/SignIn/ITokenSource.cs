using AmlCompute.Client.Http;
using Azure.Core;

namespace AmlCompute.Client.SignIn;

/// <summary>A source of tokens. A token is requested with the call of the user, because some sources need its session or its log.</summary>
internal interface ITokenSource
{
    /// <summary>Gets the name of the sign-in method for messages, such as <c>managed identity</c>.</summary>
    string Name { get; }

    /// <summary>Requests a token.</summary>
    /// <exception cref="SignInException">The source has no token; the message states the reason.</exception>
    ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call);
}

/// <summary>The properties of a token to request.</summary>
/// <param name="Audience">The audience of the token.</param>
/// <param name="TenantId">The tenant; null for the default tenant of the source.</param>
/// <param name="Claims">The claims, as JSON, that the service required when it rejected a token; null for none.</param>
/// <param name="Renew">True if the service rejected the last token, so that a cached token cannot be used.</param>
internal sealed record TokenRequest(string Audience, string? TenantId, string? Claims = null, bool Renew = false)
{
    public TokenRequestContext ToContext() => new([$"{Audience}/.default"], parentRequestId: null, Claims, TenantId);
}
