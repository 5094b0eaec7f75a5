namespace AmlCompute.Client.SignIn;

/// <summary>The local token endpoint that a host of managed identities tells by environment variables.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="ApiVersion">Which form of question it takes.</param>
/// <param name="Header">The header that proves the question comes from this host.</param>
/// <param name="Secret">The value of that header.</param>
/// <param name="ClientIdParameter">How it calls the client id.</param>
/// <param name="DefaultClientId">The identity the host uses when none is named.</param>
internal sealed record IdentityEndpoint(
    string Address, string ApiVersion, string Header, string? Secret, string ClientIdParameter, string? DefaultClientId)
{
    /// <summary>
    /// Finds the endpoint of Azure Automation, App Service, Functions, Container Apps and Azure ML. Those of Azure Arc and Service Fabric have the same variable and
    /// another protocol, which is Azure.Identity's.
    /// </summary>
    public static IdentityEndpoint? Find(Func<string, string?> environment)
    {
        string? identity = Value(environment, "IDENTITY_ENDPOINT");
        if (identity is not null)
        {
            bool isOther = Value(environment, "IMDS_ENDPOINT") is not null || Value(environment, "IDENTITY_SERVER_THUMBPRINT") is not null;
            return isOther
                ? null
                : new IdentityEndpoint(identity, "2019-08-01", "X-IDENTITY-HEADER", Value(environment, "IDENTITY_HEADER"), "client_id", null);
        }

        // Without the secret it is Cloud Shell's, which is asked by POST.
        string? msi = Value(environment, "MSI_ENDPOINT");
        string? secret = Value(environment, "MSI_SECRET");
        return msi is null || secret is null
            ? null
            : new IdentityEndpoint(msi, "2017-09-01", "Secret", secret, "clientid", Value(environment, "DEFAULT_IDENTITY_CLIENT_ID"));
    }

    /// <summary>The address of one question.</summary>
    /// <exception cref="SignInException">The variable has no address in it.</exception>
    public Uri UrlFor(string resource, IdentityAccount? account)
    {
        IdentityAccount? named = account ?? (DefaultClientId is { } id ? new IdentityAccount(id, IdentityIdKind.ClientId) : null);
        string parameter = named?.Kind switch
        {
            IdentityIdKind.ResourceId => "mi_res_id",
            IdentityIdKind.ObjectId => "object_id",
            _ => ClientIdParameter,
        };
        string identity = named is null ? string.Empty : $"&{parameter}={Uri.EscapeDataString(named.Id)}";
        string separator = Address.Contains('?') ? "&" : "?";
        string url = $"{Address}{separator}resource={Uri.EscapeDataString(resource)}&api-version={ApiVersion}{identity}";
        return !Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || parsed.Scheme is not ("http" or "https")
            ? throw new SignInException("The endpoint that the environment names is not a web address.")
            : Secret is null || HeaderText.Fits(Secret) ? parsed
            : throw new SignInException($"What the environment gives for the header {Header} cannot be in a header.");
    }

    private static string? Value(Func<string, string?> environment, string name) =>
        environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}
