using System.Net.Http;
using AmlCompute.Client.Http;
using Azure.Core;
using Azure.Identity;

namespace AmlCompute.Client.SignIn;

/// <summary>
/// Gets tokens from a credential of Azure.Identity, and removes secrets from its messages. A credential that keeps its user is created
/// once, because a new one would prompt the user again.
/// </summary>
internal sealed class CredentialTokenSource(string name, Func<TokenCredential> create, bool keepsUser = false, params string?[] secrets)
    : ITokenSource
{
    /// <summary>The credential of the last request; null before the first.</summary>
    private TokenCredential? _credential;

    public string Name { get; } = name;

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        try
        {
            // A credential caches its tokens, so a token that the service rejected is replaced only by a new credential.
            TokenCredential credential = _credential is { } current && (keepsUser || !request.Renew) ? current : create();
            _credential = credential;
            return await credential.GetTokenAsync(request.ToContext(), call.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!call.Token.IsCancellationRequested && IsFailure(exception))
        {
            throw SignInException.CreateFromException(exception, secrets);
        }
    }

    /// <summary>Returns true for the exceptions that Azure.Identity throws if it gets no token, or rejects a value of the user.</summary>
    private static bool IsFailure(Exception exception) => exception is AuthenticationFailedException
        or Azure.RequestFailedException
        or OperationCanceledException
        or ArgumentException
        or IOException
        or HttpRequestException;
}
