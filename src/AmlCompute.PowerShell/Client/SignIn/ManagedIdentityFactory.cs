using AmlCompute.Client.Http;
using Azure.Core;
using Azure.Identity;

namespace AmlCompute.Client.SignIn;

/// <summary>
/// Creates the token source of a managed identity. Some hosts publish a token endpoint in environment variables, which this module calls
/// itself; for the others it uses Azure.Identity.
/// </summary>
internal sealed class ManagedIdentityFactory(CredentialSettings settings, Func<string, string?> environment)
{
    private readonly IdentityEndpoint? _endpoint = IdentityEndpoint.FindInVariables(environment);

    /// <summary>Creates the source of a user-assigned identity, or of the default identity of the host.</summary>
    /// <param name="candidates">The meanings of the id in the order of the attempts; none for the default identity.</param>
    /// <param name="probeTimeout">The timeout for the metadata service of virtual machines.</param>
    /// <exception cref="ComputeTargetException">The authority in the environment variable is not valid.</exception>
    public ITokenSource CreateSource(IReadOnlyList<IdentityAccount> candidates, TimeSpan probeTimeout)
    {
        ITokenSource source = candidates.Count == 0
            ? CreateAccountSource(null)
            : new UserAssignedTokenSource([.. candidates.Select(CreateAccountSource)]);

        // A host with one of these variables has an endpoint of its own, so the metadata service of virtual machines is not probed.
        bool hasEndpointVariable =
            !string.IsNullOrWhiteSpace(environment("IDENTITY_ENDPOINT")) || !string.IsNullOrWhiteSpace(environment("MSI_ENDPOINT"));
        return hasEndpointVariable
            ? source
            : new ImdsTokenSource(source, environment("AZURE_POD_IDENTITY_AUTHORITY_HOST"), probeTimeout, TimeProvider.System);
    }

    /// <summary>Creates the source of an identity; the account is null for the default identity.</summary>
    private ITokenSource CreateAccountSource(IdentityAccount? account) => _endpoint is not null
        ? new ManagedIdentityTokenSource(_endpoint, account, TimeProvider.System, ApplySettings(new TokenCredentialOptions()))
        : CreateCredentialSource(account);

    /// <summary>Creates the source for an identity of a virtual machine, Azure Arc, Service Fabric or Cloud Shell.</summary>
    private CredentialTokenSource CreateCredentialSource(IdentityAccount? account)
    {
        ManagedIdentityId id = account?.Kind switch
        {
            null => ManagedIdentityId.SystemAssigned,
            IdentityIdKind.ResourceId => ManagedIdentityId.FromUserAssignedResourceId(new ResourceIdentifier(account.Id)),
            IdentityIdKind.ObjectId => ManagedIdentityId.FromUserAssignedObjectId(account.Id),
            _ => ManagedIdentityId.FromUserAssignedClientId(account.Id),
        };

        ManagedIdentityCredentialOptions options = ApplySettings(new ManagedIdentityCredentialOptions(id));

        // The credential retries by rules of its own.
        options.RetryPolicy = null;
        return new CredentialTokenSource("managed identity", () => new ManagedIdentityCredential(options));
    }

    private T ApplySettings<T>(T options)
        where T : TokenCredentialOptions
    {
        settings.ApplyTo(options);

        // The address of an endpoint or of the metadata service is local to the host, and a proxy cannot reach it.
        options.Transport = BoundedTransport.WithoutProxy;
        return options;
    }
}
