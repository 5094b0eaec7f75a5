using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using AmlCompute.Client.Arm;
using Azure.Core;
using Azure.Identity;

namespace AmlCompute.Client.SignIn;

/// <summary>Creates the token source for the sign-in options of a user.</summary>
/// <param name="signIn">The sign-in options.</param>
/// <param name="cloud">The cloud of the tokens.</param>
/// <param name="environment">Returns the value of an environment variable; null for none.</param>
internal sealed class CredentialFactory(SignInOptions signIn, CloudEnvironment cloud, Func<string, string?> environment)
{
    /// <summary>The timeout for the metadata service in the default sign-in; most computers have no such service.</summary>
    private static readonly TimeSpan DefaultProbeTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The timeout for the metadata service if the user requested the managed identity; a busy service can be slow.</summary>
    private static readonly TimeSpan RequestedProbeTimeout = TimeSpan.FromSeconds(5);

    private readonly CredentialSettings _settings = new(signIn, cloud, environment);

    private bool SkipsDiscovery => _settings.SkipsDiscovery;

    /// <exception cref="ComputeTargetException">An option is missing or not valid, or an environment variable is not valid.</exception>
    public ITokenSource CreateSource()
    {
        RequireValidTenant();
        return signIn.Kind switch
        {
            SignInKind.ManagedIdentity => CreateManagedIdentitySource(ListAccounts(signIn.AccountId), RequestedProbeTimeout),
            SignInKind.Secret => CreateSecretSource(RequireSecret("The password of -Credential")),
            SignInKind.CertificateFile => CreateCertificateSource(CertificateLoader.LoadFile(signIn.CertificatePath!, signIn.Secret)),
            SignInKind.CertificateThumbprint => CreateCertificateSource(CertificateLoader.LoadFromStore(signIn.CertificateThumbprint!)),
            SignInKind.FederatedToken => CreateAssertionSource(RequireSecret("-FederatedToken")),
            SignInKind.DeviceCode => CreateDeviceCodeSource(),
            SignInKind.Browser => CreateBrowserSource(),
            SignInKind.AccessToken => new StaticTokenSource(RequireHeaderValue(SecretText.Reveal(signIn.Secret!))),
            _ => CreateDefaultChain(),
        };
    }

    private static string RequireHeaderValue(string token) =>
        HeaderText.IsValid(token)
            ? token
            : throw ComputeTargetException.CreateInvalidArgument(
                "-AccessToken is not a valid token. "
                + "It is empty, or contains a space, a line break or another character that a token cannot have.");

    /// <summary>Returns the meanings of the id of a user-assigned identity; none for null.</summary>
    private static IReadOnlyList<IdentityAccount> ListAccounts(string? accountId)
    {
        if (accountId?.Contains('/') == true && !ResourceIdentifier.TryParse(accountId, out _))
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"-AccountId: '{accountId}' is neither a GUID nor the resource id of an identity.");
        }

        return accountId is null ? [] : IdentityAccount.ListCandidates(accountId);
    }

    /// <summary>Refuses a tenant that Azure.Identity would refuse with an exception that does not name the parameter.</summary>
    private void RequireValidTenant()
    {
        if (signIn.TenantId is { } tenant && !Regex.IsMatch(tenant, @"^[A-Za-z0-9.-]+\z", RegexOptions.CultureInvariant))
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"-Tenant: '{tenant}' is neither a GUID nor a domain such as contoso.onmicrosoft.com.");
        }
    }

    /// <summary>Returns the secret of the options, which is not empty; the subject begins the message of the error.</summary>
    private string RequireSecret(string subject) =>
        SecretText.Reveal(signIn.Secret!) is { Length: > 0 } secret
            ? secret
            : throw ComputeTargetException.CreateInvalidArgument($"{subject} is empty.");

    /// <summary>Returns the tenant and the client id of the service principal.</summary>
    private (string Tenant, string Application) RequirePrincipal() => (
        signIn.TenantId
            ?? throw ComputeTargetException.CreateInvalidArgument("A service principal needs -Tenant, the id of its directory."),
        signIn.ApplicationId
            ?? throw ComputeTargetException.CreateInvalidArgument("A service principal needs -ApplicationId."));

    /// <summary>Creates the sources of the default sign-in, in the order in which they are tried.</summary>
    private TokenSourceChain CreateDefaultChain() => new(
    [
        new SessionTokenSource(),
        new CredentialTokenSource(
            "environment variables",
            () => new EnvironmentCredential(
                _settings.ApplyTo(new EnvironmentCredentialOptions { DisableInstanceDiscovery = SkipsDiscovery })),
            keepsUser: false,
            environment("AZURE_CLIENT_SECRET"),
            environment("AZURE_CLIENT_CERTIFICATE_PASSWORD"),
            environment("AZURE_PASSWORD")),
        new CredentialTokenSource(
            "workload identity", () => new WorkloadIdentityCredential(_settings.ApplyTo(CreateWorkloadIdentityOptions()))),
        CreateManagedIdentitySource(
            environment("AZURE_CLIENT_ID") is { Length: > 0 } id ? [new IdentityAccount(id, IdentityIdKind.ClientId)] : [],
            DefaultProbeTimeout),
        new CredentialTokenSource(
            "Azure CLI", () => new AzureCliCredential(_settings.ApplyTo(new AzureCliCredentialOptions { TenantId = signIn.TenantId }))),
    ]);

    private ITokenSource CreateManagedIdentitySource(IReadOnlyList<IdentityAccount> candidates, TimeSpan probeTimeout) =>
        new ManagedIdentityFactory(_settings, environment).CreateSource(candidates, probeTimeout);

    private CredentialTokenSource CreateSecretSource(string secret)
    {
        (string tenant, string application) = RequirePrincipal();
        ClientSecretCredentialOptions options =
            _settings.ApplyTo(new ClientSecretCredentialOptions { DisableInstanceDiscovery = SkipsDiscovery });
        return new CredentialTokenSource(
            "service principal", () => new ClientSecretCredential(tenant, application, secret, options), keepsUser: false, secret);
    }

    private CredentialTokenSource CreateCertificateSource(X509Certificate2 certificate)
    {
        (string tenant, string application) = RequirePrincipal();
        ClientCertificateCredentialOptions options =
            _settings.ApplyTo(new ClientCertificateCredentialOptions { DisableInstanceDiscovery = SkipsDiscovery });
        return new CredentialTokenSource(
            "service principal", () => new ClientCertificateCredential(tenant, application, certificate, options));
    }

    private CredentialTokenSource CreateAssertionSource(string assertion)
    {
        (string tenant, string application) = RequirePrincipal();
        ClientAssertionCredentialOptions options =
            _settings.ApplyTo(new ClientAssertionCredentialOptions { DisableInstanceDiscovery = SkipsDiscovery });
        return new CredentialTokenSource(
            "federated token",
            () => new ClientAssertionCredential(tenant, application, () => assertion, options),
            keepsUser: false,
            assertion);
    }

    private DeviceCodeTokenSource CreateDeviceCodeSource() => new(_settings.ApplyTo(new DeviceCodeCredentialOptions
    {
        TenantId = signIn.TenantId,
        DisableInstanceDiscovery = SkipsDiscovery,
    }));

    private CredentialTokenSource CreateBrowserSource()
    {
        InteractiveBrowserCredentialOptions options = _settings.ApplyTo(new InteractiveBrowserCredentialOptions
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
}
