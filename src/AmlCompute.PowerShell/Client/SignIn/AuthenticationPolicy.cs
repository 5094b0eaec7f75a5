using System.Text;
using System.Text.RegularExpressions;
using AmlCompute.Client.Arm;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.SignIn;

/// <summary>
/// Puts the connection's token on requests to the connection's own endpoint, and on no others.
/// </summary>
/// <remarks>
/// Azure.Core's BearerTokenAuthenticationPolicy asks a TokenCredential, which is told neither the message nor the user's call. The sign-in of an Az session can be
/// asked only through the call that waits, so that policy would need the call in ambient state. It also keeps a token that the service has refused.
/// </remarks>
internal sealed class AuthenticationPolicy : HttpPipelinePolicy
{
    private readonly TokenCache _tokens;
    private readonly ArmUrls _urls;

    public AuthenticationPolicy(TokenCache tokens, ArmUrls urls)
    {
        _tokens = tokens;
        _urls = urls;
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("This client sends asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Uri url = message.Request.Uri.ToUri();
        if (url.Scheme != Uri.UriSchemeHttps || !_urls.Trusts(url))
        {
            throw new ComputeTargetException(
                ErrorIds.UntrustedEndpoint, $"A token is for {_urls.Endpoint.Host} only. Nothing was sent to {url.Scheme}://{url.Host}:{url.Port}.");
        }

        CallContext call = message.TryGetProperty(typeof(CallContext), out object? property) && property is CallContext found
            ? found
            : throw new InvalidOperationException("The message belongs to no call.");
        string token = await _tokens.GetAsync(call).ConfigureAwait(false);
        Authorize(message, token);
        await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
        if (message.Response.Status != 401)
        {
            return;
        }

        string renewed = await _tokens.RenewAsync(token, ClaimsIn(message.Response), call).ConfigureAwait(false);
        if (renewed != token)
        {
            // The body of the refusal was read to its end, so its connection is free.
            Authorize(message, renewed);
            await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
        }
    }

    private static void Authorize(HttpMessage message, string token) => message.Request.Headers.SetValue(HttpHeader.Names.Authorization, $"Bearer {token}");

    /// <summary>The claims that the service asks for, such as a second factor; null when it names none.</summary>
    private static string? ClaimsIn(Azure.Response response)
    {
        if (!response.Headers.TryGetValue(HttpHeader.Names.WwwAuthenticate, out string? challenge)
            || Regex.Match(challenge!, "claims=\"([A-Za-z0-9+/_=-]+)\"", RegexOptions.CultureInvariant) is not { Success: true } match)
        {
            return null;
        }

        string text = match.Groups[1].Value.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
        }
        catch (FormatException)
        {
            // Not a challenge that can be met; the plain refusal stands.
            return null;
        }
    }
}
