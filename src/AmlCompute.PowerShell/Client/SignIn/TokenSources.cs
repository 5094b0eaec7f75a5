using AmlCompute.Client.Arm;
using Azure.Core;
using Azure.Identity;

namespace AmlCompute.Client.SignIn;

/// <summary>The one token that the user gave. It cannot be renewed, and only the service knows whether it is still good.</summary>
internal sealed class StaticTokenSource : ITokenSource
{
    private readonly AccessToken _token;

    public StaticTokenSource(string token) => _token = new AccessToken(token, DateTimeOffset.MaxValue);

    public string Name => "access token";

    public ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call) => new(_token);
}

/// <summary>The sign-in of the Az modules in the user's session.</summary>
internal sealed class SessionTokenSource : ITokenSource
{
    public string Name => "Az PowerShell session";

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        if (call.Session is null)
        {
            throw new SignInException("There is no session to ask.");
        }

        SessionToken token = await call.Session.GetTokenAsync(request.Audience, request.TenantId, call.Token).ConfigureAwait(false);
        return new AccessToken(token.Text, token.ExpiresOn);
    }
}

/// <summary>A user who types a code in a browser somewhere.</summary>
internal sealed class DeviceCodeTokenSource : ITokenSource
{
    private readonly CredentialTokenSource _inner;
    private ICallLog? _asking;

    public DeviceCodeTokenSource(DeviceCodeCredentialOptions options)
    {
        options.DeviceCodeCallback = (code, _) =>
        {
            // A warning is what a person sees under default preferences; a person must see it, or the command waits for nothing.
            _asking?.Warning(code.Message);
            return Task.CompletedTask;
        };
        _inner = new CredentialTokenSource("device code", () => new DeviceCodeCredential(options), keepsUser: true);
    }

    public string Name => _inner.Name;

    /// <summary>The cache lets one call ask at a time, so the code is shown to the call that waits for it.</summary>
    public ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        _asking = call.Log;
        return _inner.GetTokenAsync(request, call);
    }
}
