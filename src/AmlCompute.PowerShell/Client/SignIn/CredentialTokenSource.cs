using System.Net.Http;
using AmlCompute.Client.Http;
using Azure.Core;
using Azure.Identity;

namespace AmlCompute.Client.SignIn;

/// <summary>Gets tokens from a credential of Azure.Identity.</summary>
internal sealed class CredentialTokenSource : ITokenSource
{
    private readonly Func<TokenCredential> _create;
    private readonly bool _keepsUser;
    private readonly string?[] _secrets;
    private TokenCredential? _credential;

    /// <param name="name">The name of the source in messages.</param>
    /// <param name="create">Creates the credential.</param>
    /// <param name="keepsUser">True if a new credential would prompt the user again.</param>
    /// <param name="secrets">The secrets that are removed from error messages.</param>
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
            // A credential caches its tokens, so a token that the service rejected is replaced only by a new credential.
            TokenCredential credential = _credential is { } kept && (_keepsUser || !request.Renew) ? kept : _create();
            _credential = credential;
            return await credential.GetTokenAsync(request.ToContext(), call.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!call.Token.IsCancellationRequested && IsFailure(exception))
        {
            throw SignInException.From(exception, _secrets);
        }
    }

    /// <summary>
    /// Returns true for the exceptions that Azure.Identity throws if it gets no token. An ArgumentException means that it rejected a value
    /// of the user.
    /// </summary>
    private static bool IsFailure(Exception exception) => exception is AuthenticationFailedException
        or Azure.RequestFailedException
        or OperationCanceledException
        or ArgumentException
        or IOException
        or HttpRequestException;
}
