using System.Net.Http;
using AmlCompute.Client.Arm;
using Azure.Core;
using Azure.Identity;

namespace AmlCompute.Client.SignIn;

/// <summary>A credential of Azure.Identity.</summary>
internal sealed class CredentialTokenSource : ITokenSource
{
    private readonly Func<TokenCredential> _create;
    private readonly bool _keepsUser;
    private readonly string?[] _secrets;
    private TokenCredential? _credential;

    /// <param name="name">The name a person knows it by.</param>
    /// <param name="create">Makes the credential.</param>
    /// <param name="keepsUser">True when a new credential would have to ask the user again.</param>
    /// <param name="secrets">What must not show in a reason.</param>
    public CredentialTokenSource(string name, Func<TokenCredential> create, bool keepsUser = false, params string?[] secrets)
    {
        Name = name;
        _create = create;
        _keepsUser = keepsUser;
        _secrets = secrets;
    }

    public string Name { get; }

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        try
        {
            // A credential keeps its tokens; one that the service refused is forgotten only with the credential.
            TokenCredential credential = _credential is { } kept && (_keepsUser || !request.Renew) ? kept : _create();
            _credential = credential;
            return await credential.GetTokenAsync(request.ToContext(), call.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!call.Token.IsCancellationRequested && IsFailure(exception))
        {
            throw SignInException.From(exception, _secrets);
        }
    }

    /// <summary>What Azure.Identity throws when there is no token; an argument it refuses was the user's too.</summary>
    private static bool IsFailure(Exception exception) =>
        exception is AuthenticationFailedException or Azure.RequestFailedException or OperationCanceledException or ArgumentException or IOException or HttpRequestException;
}
