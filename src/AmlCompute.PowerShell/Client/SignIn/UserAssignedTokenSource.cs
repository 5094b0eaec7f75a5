using AmlCompute.Client.Http;
using Azure.Core;

namespace AmlCompute.Client.SignIn;

/// <summary>
/// Gets tokens for a user-assigned identity whose id can mean several identities: a GUID is a client id or an object id, and only the host
/// knows which.
/// </summary>
/// <param name="candidates">A source for each meaning of the id, at least one, in the order of the attempts.</param>
internal sealed class UserAssignedTokenSource(IReadOnlyList<ITokenSource> candidates) : ITokenSource
{
    /// <summary>The source whose meaning of the id the host knows; null before the first token.</summary>
    private ITokenSource? _accepted;

    public string Name => candidates[0].Name;

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        if (_accepted is { } accepted)
        {
            return await accepted.GetTokenAsync(request, call).ConfigureAwait(false);
        }

        SignInException? firstError = null;
        foreach (ITokenSource candidate in candidates)
        {
            try
            {
                AccessToken token = await candidate.GetTokenAsync(request, call).ConfigureAwait(false);
                _accepted = candidate;
                return token;
            }
            catch (SignInException exception) when (exception.IsUnknownIdentity)
            {
                firstError ??= exception;
            }
        }

        // All candidates failed, the first one included.
        throw firstError!;
    }
}
