using AmlCompute.Client.Http;
using Azure.Core;

namespace AmlCompute.Client.SignIn;

/// <summary>Gets tokens for a user-assigned identity by the first of several kinds of ids that the host accepts.</summary>
internal sealed class UserAssignedTokenSource(IReadOnlyList<ITokenSource> candidates) : ITokenSource
{
    private ITokenSource? _known;

    public string Name => candidates[0].Name;

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        if (_known is { } known)
        {
            return await known.GetTokenAsync(request, call).ConfigureAwait(false);
        }

        SignInException? first = null;
        foreach (ITokenSource candidate in candidates)
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
