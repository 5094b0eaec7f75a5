using Azure.Core;
using Azure.Identity;

namespace AmlCompute.Client.Authentication;

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
