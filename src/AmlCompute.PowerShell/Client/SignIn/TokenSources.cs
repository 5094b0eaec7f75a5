using AmlCompute.Client.Http;
using Azure.Core;
using Azure.Identity;

namespace AmlCompute.Client.SignIn;

/// <summary>Returns the access token that the user specified. It cannot be renewed, and its expiry time is not known.</summary>
internal sealed class StaticTokenSource(string token) : ITokenSource
{
    public string Name => "access token";

    public ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call) =>
        new(new AccessToken(token, DateTimeOffset.MaxValue));
}

/// <summary>Gets tokens from the sign-in of the Az modules in the user's session.</summary>
internal sealed class SessionTokenSource : ITokenSource
{
    public string Name => "Az PowerShell session";

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        if (call.Session is null)
        {
            throw new SignInException("This call has no PowerShell session.");
        }

        SessionToken token = await call.Session.GetTokenAsync(request.Audience, request.TenantId, call.Token).ConfigureAwait(false);
        return new AccessToken(token.Text, token.ExpiresOn);
    }
}

/// <summary>Gets tokens for a user who enters a code in a browser on any device.</summary>
internal sealed class DeviceCodeTokenSource : ITokenSource
{
    private readonly CredentialTokenSource _inner;
    private ICallLog? _asking;

    public DeviceCodeTokenSource(DeviceCodeCredentialOptions options)
    {
        options.DeviceCodeCallback = (code, _) =>
        {
            // Warnings are visible with default preferences. The user must see the code, or the command waits until it times out.
            _asking?.Warning(code.Message);
            return Task.CompletedTask;
        };
        _inner = new CredentialTokenSource("device code", () => new DeviceCodeCredential(options), keepsUser: true);
    }

    public string Name => _inner.Name;

    /// <summary>Gets a token. The cache allows one call at a time, so the code is shown by the call that waits for the token.</summary>
    public ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        _asking = call.Log;
        return _inner.GetTokenAsync(request, call);
    }
}
