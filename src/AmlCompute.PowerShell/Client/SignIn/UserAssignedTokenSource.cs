using AmlCompute.Client.Http;
using Azure.Core;

namespace AmlCompute.Client.SignIn;

/// <summary>
/// Gets tokens for a user-assigned identity whose id can be of several kinds, and keeps the first kind that the host accepts.
/// </summary>
internal sealed class UserAssignedTokenSource : ITokenSource
{
    private readonly IReadOnlyList<ITokenSource> _candidates;
    private ITokenSource? _known;

    public UserAssignedTokenSource(IReadOnlyList<ITokenSource> candidates) => _candidates = candidates;

    public string Name => _candidates[0].Name;

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        if (_known is { } known)
        {
            return await known.GetTokenAsync(request, call).ConfigureAwait(false);
        }

        SignInException? first = null;
        foreach (ITokenSource candidate in _candidates)
        {
            try
            {
                AccessToken token = await candidate.GetTokenAsync(request, call).ConfigureAwait(false);
                _known = candidate;
                return token;
            }
            catch (SignInException exception) when (exception.IsUnknownIdentity)
            {
                first ??= exception;
            }
        }

        throw first!;
    }
}
