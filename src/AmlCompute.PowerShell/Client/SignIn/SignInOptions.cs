using System.Security;

namespace AmlCompute.Client.SignIn;

/// <summary>How to sign in.</summary>
internal enum SignInKind
{
    /// <summary>With whatever this session and this computer offer.</summary>
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

/// <summary>What a user asks for when signing in.</summary>
internal sealed class SignInOptions
{
    public SignInKind Kind { get; init; }

    /// <summary>Gets the environment; null when the user named none.</summary>
    public string? Environment { get; init; }

    /// <summary>Gets the address of another environment; null for a named one.</summary>
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
