using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace AmlCompute.Client.SignIn;

/// <summary>Creates the token source for the sign-in options of a user.</summary>
internal sealed class CredentialFactory(SignInOptions signIn, CloudEnvironment cloud, Func<string, string?> environment)
{
    /// <summary>The timeout for the metadata service in the default sign-in; most computers have no such service.</summary>
    private static readonly TimeSpan DefaultProbeTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The timeout for the metadata service if the user requested the managed identity; a busy service can be slow.</summary>
    private static readonly TimeSpan RequestedProbeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The authority in the variable of the Azure SDKs; null if the user named an environment, which takes precedence.</summary>
    private readonly string? _authorityHost =
        signIn.Environment is null && environment("AZURE_AUTHORITY_HOST") is { Length: > 0 } host ? host : null;

    private CloudEnvironment Cloud =>
        Uri.TryCreate(_authorityHost, UriKind.Absolute, out Uri? authority) ? cloud with { Authority = authority } : cloud;

    /// <summary>Gets a value indicating whether to skip instance discovery, which works only for the authorities of Microsoft.</summary>
    private bool SkipsDiscovery => !Cloud.HasKnownAuthority;

    private string Tenant => signIn.TenantId
        ?? throw ComputeTargetException.CreateInvalidArgument("A service principal needs -Tenant, the id of its directory.");

    private string Application => signIn.ApplicationId
        ?? throw ComputeTargetException.CreateInvalidArgument("A service principal needs -ApplicationId.");

    public ITokenSource Create() => signIn.Kind switch
    {
        SignInKind.ManagedIdentity => CreateManagedIdentitySource(signIn.AccountId, RequestedProbeTimeout),
        SignInKind.Secret => CreateSecretSource(Tenant, Application, SecretText.Reveal(signIn.Secret!)),
        SignInKind.CertificateFile => CreateCertificateSource(CertificateLoader.LoadFile(signIn.CertificatePath!, signIn.Secret)),
        SignInKind.CertificateThumbprint => CreateCertificateSource(CertificateLoader.LoadFromStore(signIn.CertificateThumbprint!)),
        SignInKind.FederatedToken => CreateAssertionSource(Tenant, Application, SecretText.Reveal(signIn.Secret!)),
        SignInKind.DeviceCode => new DeviceCodeTokenSource(Configure(new DeviceCodeCredentialOptions
        {
            TenantId = signIn.TenantId,
            DisableInstanceDiscovery = SkipsDiscovery,
        })),
        SignInKind.Browser => CreateBrowserSource(),
        SignInKind.AccessToken => new StaticTokenSource(RequireHeaderValue(SecretText.Reveal(signIn.Secret!))),
        _ => CreateDefaultChain(),
    };

    private static string RequireHeaderValue(string token) =>
        HeaderText.IsValid(token)
            ? token
            : throw ComputeTargetException.CreateInvalidArgument(
                "-AccessToken is not a valid token. "
                + "It is empty, or contains spaces, line breaks or other characters that are not valid in a header.");

    private TokenSourceChain CreateDefaultChain() => new(
    [
        new SessionTokenSource(),
        new CredentialTokenSource(
            "environment variables",
            () => new EnvironmentCredential(
                Configure(new EnvironmentCredentialOptions { DisableInstanceDiscovery = SkipsDiscovery })),
            keepsUser: false,
            environment("AZURE_CLIENT_SECRET"),
            environment("AZURE_CLIENT_CERTIFICATE_PASSWORD"),
            environment("AZURE_PASSWORD")),
        new CredentialTokenSource("workload identity", () => new WorkloadIdentityCredential(Configure(CreateWorkloadIdentityOptions()))),
        CreateManagedIdentitySource(environment("AZURE_CLIENT_ID") is { Length: > 0 } clientId ? clientId : null, DefaultProbeTimeout),
        new CredentialTokenSource(
            "Azure CLI", () => new AzureCliCredential(Configure(new AzureCliCredentialOptions { TenantId = signIn.TenantId }))),
    ]);

    private ITokenSource CreateManagedIdentitySource(string? accountId, TimeSpan probeTimeout)
    {
        if (accountId?.Contains('/') == true && !ResourceIdentifier.TryParse(accountId, out _))
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"-AccountId: '{accountId}' is neither a GUID nor the resource id of an identity.");
        }

        IdentityEndpoint? endpoint = IdentityEndpoint.Find(environment);
        ITokenSource CreateSource(IdentityAccount? account) => endpoint is not null
            ? new ManagedIdentityTokenSource(endpoint, account, TimeProvider.System, Configure(new TokenCredentialOptions()))
            : CreateAzureIdentitySource(account);

        ITokenSource source = accountId is null
            ? CreateSource(null)
            : new UserAssignedTokenSource([.. IdentityAccount.ListCandidates(accountId).Select(CreateSource)]);

        // A host with one of these variables has an endpoint of its own, so the metadata service of virtual machines is not probed.
        bool hasEndpointVariable =
            !string.IsNullOrEmpty(environment("IDENTITY_ENDPOINT")) || !string.IsNullOrEmpty(environment("MSI_ENDPOINT"));
        return endpoint is not null || hasEndpointVariable
            ? source
            : new ImdsTokenSource(source, environment("AZURE_POD_IDENTITY_AUTHORITY_HOST"), probeTimeout, TimeProvider.System);
    }

    /// <summary>Creates the source for an identity of a virtual machine, Azure Arc, Service Fabric or Cloud Shell.</summary>
    private CredentialTokenSource CreateAzureIdentitySource(IdentityAccount? account)
    {
        ManagedIdentityId id = account?.Kind switch
        {
            null => ManagedIdentityId.SystemAssigned,
            IdentityIdKind.ResourceId => ManagedIdentityId.FromUserAssignedResourceId(new ResourceIdentifier(account.Id)),
            IdentityIdKind.ObjectId => ManagedIdentityId.FromUserAssignedObjectId(account.Id),
            _ => ManagedIdentityId.FromUserAssignedClientId(account.Id),
        };

        ManagedIdentityCredentialOptions options = Configure(new ManagedIdentityCredentialOptions(id));

        // The credential retries by rules of its own.
        options.RetryPolicy = null;

        // The metadata service has a link-local address, which a proxy cannot reach.
        options.Transport = new HttpClientTransport(new HttpClientHandler { UseProxy = false, AllowAutoRedirect = false });
        return new CredentialTokenSource("managed identity", () => new ManagedIdentityCredential(options));
    }

    private CredentialTokenSource CreateSecretSource(string tenant, string application, string secret)
    {
        ClientSecretCredentialOptions options = Configure(new ClientSecretCredentialOptions { DisableInstanceDiscovery = SkipsDiscovery });
        return new CredentialTokenSource(
            "service principal", () => new ClientSecretCredential(tenant, application, secret, options), keepsUser: false, secret);
    }

    private CredentialTokenSource CreateCertificateSource(X509Certificate2 certificate)
    {
        ClientCertificateCredentialOptions options = Configure(
            new ClientCertificateCredentialOptions { DisableInstanceDiscovery = SkipsDiscovery });
        string tenant = Tenant;
        string application = Application;
        return new CredentialTokenSource(
            "service principal", () => new ClientCertificateCredential(tenant, application, certificate, options));
    }

    private CredentialTokenSource CreateAssertionSource(string tenant, string application, string assertion)
    {
        ClientAssertionCredentialOptions options = Configure(
            new ClientAssertionCredentialOptions { DisableInstanceDiscovery = SkipsDiscovery });
        return new CredentialTokenSource(
            "federated token",
            () => new ClientAssertionCredential(tenant, application, () => assertion, options),
            keepsUser: false,
            assertion);
    }

    private CredentialTokenSource CreateBrowserSource()
    {
        InteractiveBrowserCredentialOptions options = Configure(new InteractiveBrowserCredentialOptions
        {
            TenantId = signIn.TenantId,
            DisableInstanceDiscovery = SkipsDiscovery,
        });
        return new CredentialTokenSource("browser", () => new InteractiveBrowserCredential(options), keepsUser: true);
    }

    private WorkloadIdentityCredentialOptions CreateWorkloadIdentityOptions()
    {
        WorkloadIdentityCredentialOptions options = new() { DisableInstanceDiscovery = SkipsDiscovery };

        // The default value is the tenant of the environment.
        options.TenantId = signIn.TenantId ?? options.TenantId;
        return options;
    }

    /// <summary>Sets the options that all credentials share: the authority, few retries, and no logging or telemetry.</summary>
    private T Configure<T>(T options)
        where T : TokenCredentialOptions
    {
        if (_authorityHost is not null
            && !(Uri.TryCreate(_authorityHost, UriKind.Absolute, out Uri? authority) && authority.Scheme == Uri.UriSchemeHttps))
        {
            throw ComputeTargetException.CreateInvalidArgument("The environment variable AZURE_AUTHORITY_HOST is not a valid https URL.");
        }

        options.Transport = BoundedTransport.Instance;
        options.AuthorityHost = Cloud.Authority;
        options.RetryPolicy = new SignInRetryPolicy();

        // A credential that replaces the policy uses these values.
        options.Retry.MaxRetries = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(400);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsLoggingContentEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsAccountIdentifierLoggingEnabled = false;
        return options;
    }
}
