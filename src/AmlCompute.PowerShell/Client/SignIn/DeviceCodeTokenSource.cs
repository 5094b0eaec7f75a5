using AmlCompute.Client.Http;
using Azure.Core;
using Azure.Identity;

namespace AmlCompute.Client.SignIn;

/// <summary>Gets tokens for a user who enters a code in a browser on any device.</summary>
internal sealed class DeviceCodeTokenSource : ITokenSource
{
    private readonly CredentialTokenSource _credential;

    /// <summary>The log of the last call for a token, which shows the code; null before the first call.</summary>
    private ICallLog? _promptLog;

    public DeviceCodeTokenSource(DeviceCodeCredentialOptions options)
    {
        options.DeviceCodeCallback = (code, _) =>
        {
            // Warnings are visible with default preferences. The user must see the code, or the command waits until it times out.
            _promptLog?.WriteWarning(code.Message);
            return Task.CompletedTask;
        };
        _credential = new CredentialTokenSource("device code", () => new DeviceCodeCredential(options), keepsUser: true);
    }

    public string Name => _credential.Name;

    /// <summary>
    /// Gets a token; the log of the call shows the code. If two commands sign in at the same time, one log can show both codes.
    /// </summary>
    public ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        _promptLog = call.Log;
        return _credential.GetTokenAsync(request, call);
    }
}
