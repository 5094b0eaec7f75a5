using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace AmlCompute.Client.SignIn;

/// <summary>The shared settings of the credentials: the transport, the authority, few retries, and no logging or telemetry.</summary>
internal sealed class CredentialSettings(SignInOptions signIn, CloudEnvironment cloud, Func<string, string?> environment)
{
    private const int MostRetries = 2;

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(400);

    /// <summary>The authority in the variable of the Azure SDKs; null if it is not set, or the user named an environment.</summary>
    private readonly string? _authorityHost =
        signIn.Environment is null && environment("AZURE_AUTHORITY_HOST") is { Length: > 0 } host ? host : null;

    /// <summary>Gets a value indicating whether to skip instance discovery, which works only for the authorities of Microsoft.</summary>
    public bool SkipsDiscovery => !Cloud.HasKnownAuthority;

    private CloudEnvironment Cloud =>
        Uri.TryCreate(_authorityHost, UriKind.Absolute, out Uri? authority) ? cloud with { Authority = authority } : cloud;

    /// <summary>Sets the shared options of a credential, and returns them.</summary>
    /// <exception cref="ComputeTargetException">The authority in the environment variable is not valid.</exception>
    public T ApplyTo<T>(T options)
        where T : TokenCredentialOptions
    {
        if (_authorityHost is not null
            && !(Uri.TryCreate(_authorityHost, UriKind.Absolute, out Uri? authority) && authority.Scheme == Uri.UriSchemeHttps))
        {
            throw ComputeTargetException.CreateInvalidArgument("The environment variable AZURE_AUTHORITY_HOST is not a valid https URL.");
        }

        options.Transport = BoundedTransport.Instance;
        options.AuthorityHost = Cloud.Authority;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        options.RetryPolicy = new FewRetriesPolicy();

        // A credential with a retry policy of its own uses these values.
        options.Retry.MaxRetries = MostRetries;
        options.Retry.Delay = FirstRetryDelay;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsLoggingContentEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsAccountIdentifierLoggingEnabled = false;
        return options;
    }

    /// <summary>
    /// Retries the requests of a sign-in, but not after a connection that was not open at the end of its limit, because further attempts
    /// would probably take as long.
    /// </summary>
    private sealed class FewRetriesPolicy()
        : RetryPolicy(MostRetries, DelayStrategy.CreateExponentialDelayStrategy(FirstRetryDelay, TimeSpan.FromSeconds(5)))
    {
        protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
            !HasReachedLimit(exception) && base.ShouldRetry(message, exception);

        protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
            HasReachedLimit(exception) ? new(false) : base.ShouldRetryAsync(message, exception);

        private static bool HasReachedLimit(Exception? exception) => exception?.GetBaseException() is ConnectionLimitException;
    }
}
