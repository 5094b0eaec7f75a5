using System.Management.Automation;
using System.Security;
using AmlCompute.Client.SignIn;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>The sign-in parameters of Connect-AmlWorkspace, with the names that users know from Connect-AzAccount.</summary>
public abstract class SignInCommand : AmlComputeCommand
{
    /// <summary>The words that -Tenant accepts in the place of a directory.</summary>
    private static readonly string[] TenantWords = ["common", "organizations", "consumers"];

    /// <summary>Gets or sets whether to sign in as the managed identity of this computer, runbook or app.</summary>
    [Parameter(ParameterSetName = ParameterSets.Identity)]
    [Alias("ManagedService", "MSI")]
    public SwitchParameter Identity { get; set; }

    /// <summary>Gets or sets the client, object or resource id of a user-assigned identity; ignored with -AccessToken.</summary>
    [Parameter(ParameterSetName = ParameterSets.Identity)]
    [Parameter(ParameterSetName = ParameterSets.AccessToken)]
    [ValidateNotNullOrEmpty]
    public string? AccountId { get; set; }

    /// <summary>Gets or sets whether to sign in as a service principal.</summary>
    [Parameter(ParameterSetName = ParameterSets.ServicePrincipal)]
    [Parameter(ParameterSetName = ParameterSets.CertificatePath)]
    [Parameter(ParameterSetName = ParameterSets.CertificateThumbprint)]
    [Parameter(ParameterSetName = ParameterSets.FederatedToken)]
    public SwitchParameter ServicePrincipal { get; set; }

    /// <summary>Gets or sets the application id of the service principal, and its client secret as the password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ServicePrincipal)]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Gets or sets the application id of the service principal.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.CertificatePath)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.CertificateThumbprint)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.FederatedToken)]
    [ValidateNotNullOrEmpty]
    public string? ApplicationId { get; set; }

    /// <summary>Gets or sets the file with the certificate of the service principal and its key: PFX, or PEM in PowerShell 7.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.CertificatePath)]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>Gets or sets the password of the certificate file.</summary>
    [Parameter(ParameterSetName = ParameterSets.CertificatePath)]
    [ValidateNotNull]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>Gets or sets the thumbprint of the certificate in the personal store of this user or this computer.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.CertificateThumbprint)]
    [ArgumentCompleter(typeof(CertificateCompleter))]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint { get; set; }

    /// <summary>Gets or sets the token of another identity provider that the service principal trusts: a string or SecureString.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.FederatedToken)]
    [Alias("ClientAssertion")]
    [ValidateNotNull]
    [SecureText]
    public SecureString? FederatedToken { get; set; }

    /// <summary>Gets or sets whether to sign in with a code entered in a browser on any device. A warning shows the code.</summary>
    [Parameter(ParameterSetName = ParameterSets.DeviceCode)]
    [Alias("DeviceCode", "DeviceAuth", "Device")]
    public SwitchParameter UseDeviceAuthentication { get; set; }

    /// <summary>Gets or sets whether to sign in with the browser of this computer. Only this parameter opens a browser.</summary>
    [Parameter(ParameterSetName = ParameterSets.Interactive)]
    public SwitchParameter Interactive { get; set; }

    /// <summary>Gets or sets a token for Azure Resource Manager. It cannot be renewed when it expires.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.AccessToken)]
    [ValidateNotNull]
    public SecureString? AccessToken { get; set; }

    /// <summary>Gets or sets the directory to sign in to: a GUID, a domain, or a word such as organizations.</summary>
    [Parameter(ParameterSetName = ParameterSets.Default)]
    [Parameter(ParameterSetName = ParameterSets.Identity)]
    [Parameter(ParameterSetName = ParameterSets.DeviceCode)]
    [Parameter(ParameterSetName = ParameterSets.Interactive)]
    [Parameter(ParameterSetName = ParameterSets.AccessToken)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ServicePrincipal)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.CertificatePath)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.CertificateThumbprint)]
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.FederatedToken)]
    [Alias("TenantId", "Domain")]
    [ValidateNotNullOrEmpty]
    public string? Tenant { get; set; }

    /// <summary>Gets or sets the cloud; the default is AzureCloud.</summary>
    [Parameter]
    [Alias("EnvironmentName")]
    [ValidateSet("AzureCloud", "AzureChinaCloud", "AzureUSGovernment", IgnoreCase = true)]
    public string? Environment { get; set; }

    /// <summary>Gets or sets the address of Azure Resource Manager in place of -Environment. With http, no token is sent.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(EndpointCompleter))]
    [ValidateNotNull]
    public Uri? Endpoint { get; set; }

    private protected override bool IsSignIn => true;

    /// <summary>Refuses an id that is not a GUID with four hyphens and without braces.</summary>
    /// <param name="parameter">The name of the parameter, which the message begins with.</param>
    /// <param name="id">The id; null if the parameter was not specified.</param>
    /// <param name="otherForm">The end of the message, with another form that the parameter takes; empty for none.</param>
    /// <exception cref="ComputeTargetException">The id is not a GUID.</exception>
    internal static void RequireGuid(string parameter, string? id, string otherForm = "")
    {
        // TryParseExact ignores white space around the GUID.
        if (id is not null && (id.Length != 36 || !Guid.TryParseExact(id, "D", out _)))
        {
            throw Invalid($"-{parameter}: '{id}' is not a GUID such as 0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90{otherForm}.");
        }
    }

    /// <summary>Creates the sign-in options from the parameters.</summary>
    /// <exception cref="ComputeTargetException">An id or a path is not valid, or two parameters contradict each other.</exception>
    private protected SignInOptions CreateSignInOptions()
    {
        RequireIds();
        if (Environment is not null && Endpoint is not null)
        {
            throw Invalid("-Environment and -Endpoint cannot be combined.");
        }

        return new SignInOptions
        {
            Kind = ChooseSignInKind(),
            Environment = Environment,
            Endpoint = Endpoint,
            TenantId = Tenant,
            AccountId = AccountId,
            ApplicationId = Credential?.UserName ?? ApplicationId,
            Secret = Credential?.Password ?? CertificatePassword ?? FederatedToken ?? AccessToken,
            CertificatePath = CertificatePath is null ? null : FilePaths.ResolveLiteral(SessionState.Path, CertificatePath),
            CertificateThumbprint = CertificateThumbprint,
        };
    }

    /// <summary>
    /// Returns the kind of sign-in of the parameter set: the default if only a switch with the value false chose the set, as
    /// -Interactive:$false does. -AccountId needs no switch.
    /// </summary>
    private SignInKind ChooseSignInKind() => ParameterSetName switch
    {
        ParameterSets.Identity when Identity || AccountId is not null => SignInKind.ManagedIdentity,
        ParameterSets.ServicePrincipal => SignInKind.Secret,
        ParameterSets.CertificatePath => SignInKind.CertificateFile,
        ParameterSets.CertificateThumbprint => SignInKind.CertificateThumbprint,
        ParameterSets.FederatedToken => SignInKind.FederatedToken,
        ParameterSets.DeviceCode when UseDeviceAuthentication => SignInKind.DeviceCode,
        ParameterSets.Interactive when Interactive => SignInKind.Browser,
        ParameterSets.AccessToken => SignInKind.AccessToken,
        _ => SignInKind.Default,
    };

    /// <summary>Refuses ids that are neither GUIDs nor one of the other forms that the service accepts.</summary>
    private void RequireIds()
    {
        RequireGuid(Credential is null ? nameof(ApplicationId) : "Credential, user name", Credential?.UserName ?? ApplicationId);
        bool isResourceId = AccountId?.Contains('/') == true;
        if (ParameterSetName == ParameterSets.Identity && !isResourceId)
        {
            RequireGuid(nameof(AccountId), AccountId, ", or the resource id of an identity");
        }

        bool isDomain = Tenant?.Contains('.') == true;
        if (!isDomain && !TenantWords.Contains(Tenant, StringComparer.OrdinalIgnoreCase))
        {
            RequireGuid(nameof(Tenant), Tenant, ", or a domain such as contoso.onmicrosoft.com");
        }
    }
}
