using System.Net.Http;
using AmlCompute.Client.Http;
using Azure.Core;

namespace AmlCompute.Client.SignIn;

/// <summary>
/// Gets tokens for the managed identity of a virtual machine. It probes the metadata service (IMDS) with a short timeout first, because
/// other computers get no response from its address.
/// </summary>
/// <param name="identity">The source of the tokens, which calls the service.</param>
/// <param name="host">The address from AZURE_POD_IDENTITY_AUTHORITY_HOST; null, empty or white space for the usual address.</param>
/// <param name="probeTimeout">The timeout of the probe.</param>
/// <param name="clock">The clock of the timeout.</param>
internal sealed class ImdsTokenSource(ITokenSource identity, string? host, TimeSpan probeTimeout, TimeProvider clock) : ITokenSource
{
    private readonly string _host = string.IsNullOrWhiteSpace(host) ? "http://169.254.169.254" : host!.TrimEnd('/');

    public string Name => identity.Name;

    public async ValueTask<AccessToken> GetTokenAsync(TokenRequest request, CallContext call)
    {
        await ProbeServiceAsync(call).ConfigureAwait(false);
        try
        {
            return await identity.GetTokenAsync(request, call).ConfigureAwait(false);
        }
        catch (SignInException exception)
        {
            // In the default chain the user did not configure this method, so the exception is not marked as refused, and the chain
            // continues with the next method.
            throw new SignInException(exception.Message);
        }
    }

    /// <exception cref="SignInException">The metadata service does not respond, or its address is not valid.</exception>
    private async Task ProbeServiceAsync(CallContext call)
    {
        if (!Uri.TryCreate($"{_host}/metadata/identity/oauth2/token", UriKind.Absolute, out Uri? probe)
            || probe.Scheme is not ("http" or "https"))
        {
            throw new SignInException("The environment variable AZURE_POD_IDENTITY_AUTHORITY_HOST is not a valid http or https URL.");
        }

        using HttpClient client = new(new HttpClientHandler { UseProxy = false, AllowAutoRedirect = false });
        using CancellationTokenSource timeout = clock.CreateTimeoutSource(probeTimeout);
        using CancellationTokenSource timeoutOrCall = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, call.Token);
        try
        {
            // Any response proves that the service exists. Without the Metadata header, the response is an error without a token.
            using HttpResponseMessage response = await client
                .GetAsync(probe, HttpCompletionOption.ResponseHeadersRead, timeoutOrCall.Token)
                .ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException && !call.Token.IsCancellationRequested)
        {
            throw new SignInException(
                "This computer has no managed identity: the environment variables IDENTITY_ENDPOINT and MSI_ENDPOINT are not set, "
                + $"and the metadata service of virtual machines at {probe.Authority} does not respond.");
        }
    }
}
