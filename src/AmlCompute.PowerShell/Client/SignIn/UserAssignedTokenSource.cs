using AmlCompute.Client.Arm;
using Azure.Core;

namespace AmlCompute.Client.SignIn;

/// <summary>A user-assigned identity whose id can be read in several ways. The first reading that the host knows is kept.</summary>
internal sealed class UserAssignedTokenSource : ITokenSource
{
    private readonly IReadOnlyList<ITokenSource> _readings;
    private ITokenSource? _known;

    public UserAssignedTokenSource(IReadOnlyList<ITokenSource> readings) => _readings = readings;

    public string Name => _readings[0].Name;

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        if (_known is { } known)
        {
            return await known.GetTokenAsync(request, call).ConfigureAwait(false);
        }

        SignInException? first = null;
        foreach (ITokenSource reading in _readings)
        {
            try
            {
                AccessToken token = await reading.GetTokenAsync(request, call).ConfigureAwait(false);
                _known = reading;
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
