namespace AmlCompute.Client.SignIn;

/// <summary>
/// The local token endpoint that a host of managed identities publishes in environment variables, with the header that proves that a
/// request comes from this host.
/// </summary>
/// <param name="Address">The URL of the endpoint.</param>
/// <param name="ApiVersion">The version of its protocol.</param>
/// <param name="Header">The name of the header.</param>
/// <param name="Secret">The value of the header; null for none.</param>
/// <param name="ClientIdParameter">The query parameter for the client id of a user-assigned identity.</param>
/// <param name="DefaultClientId">The client id of the identity that is used without an account; null for the system-assigned one.</param>
internal sealed record IdentityEndpoint(
    string Address, string ApiVersion, string Header, string? Secret, string ClientIdParameter, string? DefaultClientId)
{
    /// <summary>
    /// Finds the endpoint of Azure Automation, App Service, Functions, Container Apps and Azure ML; null on another host. Azure Arc and
    /// Service Fabric use the same variable with another protocol, which Azure.Identity implements.
    /// </summary>
    public static IdentityEndpoint? FindInVariables(Func<string, string?> environment)
    {
        if (ReadVariable(environment, "IDENTITY_ENDPOINT") is { } identityAddress)
        {
            bool hasOtherProtocol = ReadVariable(environment, "IMDS_ENDPOINT") is not null
                || ReadVariable(environment, "IDENTITY_SERVER_THUMBPRINT") is not null;
            string? header = ReadVariable(environment, "IDENTITY_HEADER");
            return hasOtherProtocol
                ? null
                : new IdentityEndpoint(identityAddress, "2019-08-01", "X-IDENTITY-HEADER", header, "client_id", DefaultClientId: null);
        }

        // Without the secret it is the endpoint of Cloud Shell, which requires POST; Azure.Identity implements it.
        return ReadVariable(environment, "MSI_ENDPOINT") is { } address && ReadVariable(environment, "MSI_SECRET") is { } secret
            ? new IdentityEndpoint(
                address, "2017-09-01", "Secret", secret, "clientid", ReadVariable(environment, "DEFAULT_IDENTITY_CLIENT_ID"))
            : null;
    }

    /// <summary>Returns the address without the secret.</summary>
    public override string ToString() => Address;

    /// <summary>Returns the URL of the request for a token; the account is null for the default identity of the host.</summary>
    /// <exception cref="SignInException">An environment variable of the endpoint is not valid.</exception>
    public Uri BuildUrl(string resource, IdentityAccount? account)
    {
        string separator = Address.Contains('?') ? "&" : "?";
        string query = $"resource={Uri.EscapeDataString(resource)}&api-version={ApiVersion}{FormatAccount(account)}";
        if (!Uri.TryCreate($"{Address}{separator}{query}", UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            throw new SignInException("The environment variable of the managed identity endpoint is not a valid http or https URL.");
        }

        return Secret is null || HeaderText.IsValid(Secret)
            ? url
            : throw new SignInException($"The environment variable with the value of the header {Header} is not a valid header value.");
    }

    private string FormatAccount(IdentityAccount? account)
    {
        string? id = account?.Id ?? DefaultClientId;
        string parameter = account?.Kind switch
        {
            IdentityIdKind.ResourceId => "mi_res_id",
            IdentityIdKind.ObjectId => "object_id",
            _ => ClientIdParameter,
        };
        return id is null ? string.Empty : $"&{parameter}={Uri.EscapeDataString(id)}";
    }

    private static string? ReadVariable(Func<string, string?> environment, string name) =>
        environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}
