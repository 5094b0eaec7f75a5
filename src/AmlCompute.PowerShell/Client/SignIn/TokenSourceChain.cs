using AmlCompute.Client.Http;
using Azure.Core;

namespace AmlCompute.Client.SignIn;

/// <summary>
/// Tries the sources in order, and keeps the first one that returns a token. The sources after a configured one that failed are not tried.
/// </summary>
internal sealed class TokenSourceChain(IReadOnlyList<ITokenSource> sources) : ITokenSource
{
    /// <summary>The source that returned a token; null before the first token.</summary>
    private ITokenSource? _selected;

    public string Name => _selected?.Name ?? "default sign-in";

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        if (_selected is { } selected)
        {
            return await selected.GetTokenAsync(request, call).ConfigureAwait(false);
        }

        List<string> reasons = [];

        // The source that was configured and failed: the user wants that identity, and no other.
        (string Name, bool IsOffline)? refused = null;
        foreach (ITokenSource source in sources)
        {
            if (refused is { } configured)
            {
                reasons.Add($"{source.Name}: skipped, because the sign-in with {configured.Name} failed.");
                continue;
            }

            try
            {
                AccessToken token = await source.GetTokenAsync(request, call).ConfigureAwait(false);
                _selected = source;
                call.Log.WriteVerbose($"Signed in by {source.Name}.");
                return token;
            }
            catch (SignInException exception)
            {
                reasons.Add($"{source.Name}: {exception.Message}");
                refused = exception.IsRefused ? (source.Name, exception.IsOffline) : null;
            }
        }

        string lines = string.Concat(reasons.Select(reason => $"\n- {reason}"));
        throw new SignInException($"No sign-in method succeeded:{lines}") { IsOffline = refused is { IsOffline: true } };
    }
}
