using System.Text;
using System.Text.RegularExpressions;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.SignIn;

/// <summary>
/// Adds the token to requests to the trusted endpoints of the connection, and rejects any other address. A request that the service answers
/// with 401 is sent once more, if the sign-in returns another token.
/// </summary>
/// <remarks>
/// BearerTokenAuthenticationPolicy of Azure.Core calls a TokenCredential, which gets neither the message nor the call of the user. The
/// sign-in of an Az session can be used only through the call that waits for it, so that policy would need the call in ambient state. It
/// also keeps a token that the service has rejected.
/// </remarks>
internal sealed class AuthenticationPolicy(TokenCache tokens, ArmUrls urls) : AsyncPolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Uri url = message.Request.Uri.ToUri();
        if (url.Scheme != Uri.UriSchemeHttps || !urls.IsTrusted(url))
        {
            throw new ComputeTargetException(
                ErrorIds.UntrustedEndpoint,
                $"The token is sent to {string.Join(" and ", urls.TrustedEndpoints.Select(trusted => trusted.Host))} over https only. "
                + $"No request was sent to {url.Scheme}://{url.Host}:{url.Port}.");
        }

        CallContext call = GetProperty<CallContext>(message);
        string token = await tokens.GetTokenAsync(call).ConfigureAwait(false);
        SetToken(message, token, call);
        await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
        if (message.Response.Status != 401)
        {
            return;
        }

        string renewed = await tokens.RenewTokenAsync(token, ReadClaims(message.Response), call).ConfigureAwait(false);
        if (renewed != token)
        {
            // The body of the 401 response was read to its end, so its connection is free for the retry.
            SetToken(message, renewed, call);
            await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
        }
    }

    private static void SetToken(HttpMessage message, string token, CallContext call)
    {
        call.Secrets.AddSecret(token);
        message.Request.Headers.SetValue(HttpHeader.Names.Authorization, $"Bearer {token}");
    }

    /// <summary>Returns the claims that the service requires, such as a second factor; null if the response has none in base64.</summary>
    private static string? ReadClaims(Azure.Response response)
    {
        if (!response.Headers.TryGetValue(HttpHeader.Names.WwwAuthenticate, out string? challenge)
            || Regex.Match(challenge!, "claims=\"([A-Za-z0-9+/_=-]+)\"", RegexOptions.CultureInvariant) is not { Success: true } match)
        {
            return null;
        }

        // The claims can be base64url without padding; .NET reads base64, in groups of four characters.
        string base64 = match.Groups[1].Value.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
