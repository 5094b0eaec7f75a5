using System.Net.Http;
using AmlCompute.Client.Arm;
using Azure.Core;

namespace AmlCompute.Client.SignIn;

/// <summary>The managed identity of a virtual machine. Elsewhere nobody answers at its address, which is found out first and quickly.</summary>
internal sealed class ImdsTokenSource : ITokenSource
{
    private readonly ITokenSource _identity;
    private readonly string _host;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _clock;

    /// <param name="identity">Gets the tokens.</param>
    /// <param name="host">Where the service would be; null for its fixed address.</param>
    /// <param name="patience">How long it has to answer at all.</param>
    /// <param name="clock">Measures the time.</param>
    public ImdsTokenSource(ITokenSource identity, string? host, TimeSpan patience, TimeProvider clock)
    {
        _identity = identity;
        _host = string.IsNullOrWhiteSpace(host) ? "http://169.254.169.254" : host!.TrimEnd('/');
        _patience = patience;
        _clock = clock;
    }

    public string Name => _identity.Name;

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        if (!Uri.TryCreate($"{_host}/metadata/identity/oauth2/token", UriKind.Absolute, out Uri? probe) || probe.Scheme is not ("http" or "https"))
        {
            throw new SignInException("AZURE_POD_IDENTITY_AUTHORITY_HOST is no URL.");
        }

        using (HttpClient client = new(new HttpClientHandler { UseProxy = false, AllowAutoRedirect = false }))
        using (CancellationTokenSource patience = _clock.CreateTimeoutSource(_patience))
        using (CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, call.Token))
        {
            try
            {
                // Any answer tells that the service is there. Without its header it gives no token.
                using HttpResponseMessage answer = await client.GetAsync(probe, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !call.Token.IsCancellationRequested)
            {
                throw new SignInException("This computer has none: neither a variable names an endpoint, nor does the metadata service of a virtual machine answer.");
            }
        }

        try
        {
            return await _identity.GetTokenAsync(request, call).ConfigureAwait(false);
        }
        catch (SignInException exception)
        {
            // Nobody has set this way up; it was there to be tried, and so are the ways after it.
            throw new SignInException(exception.Message);
        }
    }
}
