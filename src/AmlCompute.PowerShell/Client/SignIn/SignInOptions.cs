using System.Security;

namespace AmlCompute.Client.SignIn;

/// <summary>The sign-in methods.</summary>
internal enum SignInKind
{
    /// <summary>The first method of the default chain that returns a token.</summary>
    Default,
    ManagedIdentity,
    Secret,
    CertificateFile,
    CertificateThumbprint,
    FederatedToken,
    DeviceCode,
    Browser,
    AccessToken,
}

/// <summary>The sign-in options of a user.</summary>
internal sealed class SignInOptions
{
    public SignInKind Kind { get; init; }

    /// <summary>Gets the name of the environment; null if the user specified none.</summary>
    public string? Environment { get; init; }

    /// <summary>Gets the address of an environment without a name; null if the user specified none.</summary>
    public Uri? Endpoint { get; init; }

    public string? TenantId { get; init; }

    /// <summary>Gets the client id, the object id or the resource id of a user-assigned identity.</summary>
    public string? AccountId { get; init; }

    public string? ApplicationId { get; init; }

    /// <summary>Gets the client secret, the password of the certificate file, the token of another provider, or the access token.</summary>
    public SecureString? Secret { get; init; }

    public string? CertificatePath { get; init; }

    public string? CertificateThumbprint { get; init; }
}
