using AmlCompute.Client.Arm;
using Azure.Core;

namespace AmlCompute.Client.SignIn;

/// <summary>Where tokens come from. A token is asked for within a user's call, because some sources can only be asked through that call.</summary>
internal interface ITokenSource
{
    /// <summary>Gets the name a person knows the source by.</summary>
    string Name { get; }

    /// <summary>Gets a token.</summary>
    /// <exception cref="SignInException">There is none; the message says why.</exception>
    ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call);
}

/// <summary>What a token is wanted for.</summary>
/// <param name="Audience">The service it is for.</param>
/// <param name="TenantId">The tenant; null for the source's own.</param>
/// <param name="Claims">What the service asked for in addition, when it refused a token.</param>
/// <param name="Renew">True when the service refused the last token, so that one from a cache is of no use.</param>
internal sealed record TokenRequest(string Audience, string? TenantId, string? Claims = null, bool Renew = false)
{
    /// <summary>The same in the words of Azure.Core.</summary>
    public TokenRequestContext ToContext() => new([$"{Audience}/.default"], parentRequestId: null, Claims, TenantId);
}
