using AmlCompute.Client.Http;
using Azure.Core;

namespace AmlCompute.Client.SignIn;

/// <summary>Returns the access token that the user specified. It cannot be renewed, and its expiry time is not known.</summary>
internal sealed class StaticTokenSource(string token) : ITokenSource
{
    public string Name => "access token";

    public ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call) =>
        new(new AccessToken(token, DateTimeOffset.MaxValue));
}
