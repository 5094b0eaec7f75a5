namespace AmlCompute.Client.SignIn;

/// <summary>
/// The local token endpoint that a host of managed identities publishes in environment variables, with the header that proves that a
/// request comes from this host.
/// </summary>
internal sealed record IdentityEndpoint(
    string Address, string ApiVersion, string Header, string? Secret, string ClientIdParameter, string? DefaultClientId)
{
    /// <summary>
    /// Finds the endpoint of Azure Automation, App Service, Functions, Container Apps and Azure ML. Azure Arc and Service Fabric use the
    /// same variable with another protocol, which Azure.Identity implements.
    /// </summary>
    public static IdentityEndpoint? Find(Func<string, string?> environment)
    {
        string? identity = Value(environment, "IDENTITY_ENDPOINT");
        if (identity is not null)
        {
            bool isOther = Value(environment, "IMDS_ENDPOINT") is not null || Value(environment, "IDENTITY_SERVER_THUMBPRINT") is not null;
            return isOther
                ? null
                : new IdentityEndpoint(
                    identity, "2019-08-01", "X-IDENTITY-HEADER", Value(environment, "IDENTITY_HEADER"), "client_id", null);
        }

        // Without the secret it is the endpoint of Cloud Shell, which requires POST; Azure.Identity implements it.
        string? msi = Value(environment, "MSI_ENDPOINT");
        string? secret = Value(environment, "MSI_SECRET");
        return msi is null || secret is null
            ? null
            : new IdentityEndpoint(msi, "2017-09-01", "Secret", secret, "clientid", Value(environment, "DEFAULT_IDENTITY_CLIENT_ID"));
    }

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
            ? throw new SignInException("The environment variable of the managed identity endpoint is not a valid http or https URL.")
            : Secret is null || HeaderText.Fits(Secret) ? parsed
            : throw new SignInException($"The environment variable with the value of the header {Header} is not a valid header value.");
    }

    private static string? Value(Func<string, string?> environment, string name) =>
        environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}
