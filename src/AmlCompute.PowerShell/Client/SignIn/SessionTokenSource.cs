using AmlCompute.Client.Http;
using Azure.Core;

namespace AmlCompute.Client.SignIn;

/// <summary>Gets tokens from the sign-in of the Az modules in the user's session.</summary>
internal sealed class SessionTokenSource : ITokenSource
{
    public string Name => "Az PowerShell session";

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        if (call.Session is null)
        {
            throw new SignInException("This call has no PowerShell session.");
        }

        SessionToken token = await call.Session.GetTokenAsync(request.Audience, request.TenantId, call.Token).ConfigureAwait(false);
        return new AccessToken(token.Text, token.ExpiresOn);
    }
}
