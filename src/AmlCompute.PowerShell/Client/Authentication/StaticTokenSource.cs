using Azure.Core;

namespace AmlCompute.Client.Authentication;

/// <summary>The one token that the user gave. It cannot be renewed, and only the service knows whether it is still good.</summary>
internal sealed class StaticTokenSource : ITokenSource
{
    private readonly AccessToken _token;

    public StaticTokenSource(string token) => _token = new AccessToken(token, DateTimeOffset.MaxValue);

    public string Name => "access token";

    public ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call) => new(_token);
}
