using System.Security;

namespace AmlCompute.Client.SignIn;

/// <summary>The sign-in methods.</summary>
internal enum SignInKind
{
    /// <summary>The first method of the default chain that returns a token.</summary>
    Default,
    ManagedIdentity,

    /// <summary>A service principal with a client secret.</summary>
    Secret,
    CertificateFile,
    CertificateThumbprint,

    /// <summary>A service principal with the token of another identity provider.</summary>
    FederatedToken,
    DeviceCode,
    Browser,

    /// <summary>A token that the user got elsewhere.</summary>
    AccessToken,
}

/// <summary>The sign-in options of a user. An option that the user did not specify is null.</summary>
internal sealed class SignInOptions
{
    public SignInKind Kind { get; init; }

    /// <summary>Gets the name of the cloud environment, such as AzureCloud.</summary>
    public string? Environment { get; init; }

    /// <summary>Gets the address of Azure Resource Manager, in place of an environment.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Gets the id or a domain of the directory, or a word such as organizations.</summary>
    public string? TenantId { get; init; }

    /// <summary>Gets the client id, the object id or the resource id of a user-assigned identity.</summary>
    public string? AccountId { get; init; }

    /// <summary>Gets the client id of a service principal.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>Gets the client secret, the password of the certificate file, the token of another provider, or the access token.</summary>
    public SecureString? Secret { get; init; }

    /// <summary>Gets the path of a PFX or PEM file.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>Gets the thumbprint of a certificate in the personal store of the user or of the computer.</summary>
    public string? CertificateThumbprint { get; init; }
}
