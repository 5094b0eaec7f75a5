namespace AmlCompute.Client.SignIn;

/// <summary>
/// The local token endpoint that a host of managed identities publishes in environment variables, with the header that proves that a
/// request comes from this host.
/// </summary>
internal sealed class IdentityEndpoint
{
    private static readonly Protocol Newer = new("2019-08-01", "X-IDENTITY-HEADER", "client_id", "IDENTITY_ENDPOINT", "IDENTITY_HEADER");
    private static readonly Protocol Older = new("2017-09-01", "Secret", "clientid", "MSI_ENDPOINT", "MSI_SECRET");

    private readonly Protocol _protocol;
    private readonly string _address;

    private IdentityEndpoint(Protocol protocol, string address, string? secret, string? defaultClientId = null)
    {
        _protocol = protocol;
        _address = address;
        Secret = secret;
        DefaultClientId = defaultClientId;
    }

    /// <summary>Gets the name of the header.</summary>
    public string Header => _protocol.Header;

    /// <summary>Gets the value of the header; null for none.</summary>
    public string? Secret { get; }

    /// <summary>Gets the client id of the identity that is used without an account; null for the system-assigned one.</summary>
    public string? DefaultClientId { get; }

    /// <summary>
    /// Returns the endpoint in IDENTITY_ENDPOINT, as on Azure Automation, App Service, Functions and Container Apps, or else in
    /// MSI_ENDPOINT, as on Azure ML. Returns null if neither is set, and on Azure Arc, Service Fabric and Cloud Shell, which set one of
    /// them, too, but have other protocols, which Azure.Identity implements.
    /// </summary>
    public static IdentityEndpoint? FindInVariables(Func<string, string?> environment)
    {
        if (ReadVariable(environment, Newer.AddressVariable) is { } newerAddress)
        {
            bool isArcOrServiceFabric = ReadVariable(environment, "IMDS_ENDPOINT") is not null
                || ReadVariable(environment, "IDENTITY_SERVER_THUMBPRINT") is not null;
            return isArcOrServiceFabric
                ? null
                : new IdentityEndpoint(Newer, newerAddress, ReadVariable(environment, Newer.SecretVariable));
        }

        // Without the secret it is the endpoint of Cloud Shell.
        return ReadVariable(environment, Older.AddressVariable) is { } address
            && ReadVariable(environment, Older.SecretVariable) is { } secret
                ? new IdentityEndpoint(Older, address, secret, ReadVariable(environment, "DEFAULT_IDENTITY_CLIENT_ID"))
                : null;
    }

    /// <summary>Returns the URL of the request for a token; the account is null for the default identity of the host.</summary>
    /// <exception cref="SignInException">
    /// The address in the environment variable is not an http or https URL, the secret cannot be sent in a header, or the id is not a
    /// client id and the protocol is the older one.
    /// </exception>
    public Uri BuildUrl(string resource, IdentityAccount? account)
    {
        string separator = _address.Contains('?') ? "&" : "?";
        string query = $"resource={Uri.EscapeDataString(resource)}&api-version={_protocol.ApiVersion}{FormatAccount(account)}";
        if (!Uri.TryCreate($"{_address}{separator}{query}", UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            throw new SignInException($"The environment variable {_protocol.AddressVariable} is not a valid http or https URL.");
        }

        return Secret is null || HeaderText.IsValid(Secret)
            ? url
            : throw new SignInException(
                $"The environment variable {_protocol.SecretVariable} is not a valid value of the header {Header}.");
    }

    private string FormatAccount(IdentityAccount? account)
    {
        if (_protocol == Older && account is { Kind: not IdentityIdKind.ClientId })
        {
            throw new SignInException(
                $"'{account.Id}' is not a client id, the only id that the endpoint in {_protocol.AddressVariable} accepts. "
                + "Specify the client id of the identity with -AccountId.",
                isUnknownIdentity: true);
        }

        string? id = account?.Id ?? DefaultClientId;
        string parameter = account?.Kind switch
        {
            IdentityIdKind.ResourceId => "mi_res_id",
            IdentityIdKind.ObjectId => "object_id",
            _ => _protocol.ClientIdParameter,
        };
        return id is null ? string.Empty : $"&{parameter}={Uri.EscapeDataString(id)}";
    }

    private static string? ReadVariable(Func<string, string?> environment, string name) =>
        environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    /// <summary>A version of the protocol, with the environment variables in which a host publishes its endpoint.</summary>
    /// <param name="ApiVersion">The version.</param>
    /// <param name="Header">The name of the header.</param>
    /// <param name="ClientIdParameter">The query parameter for the client id of a user-assigned identity.</param>
    /// <param name="AddressVariable">The variable with the URL of the endpoint.</param>
    /// <param name="SecretVariable">The variable with the value of the header.</param>
    private sealed record Protocol(
        string ApiVersion, string Header, string ClientIdParameter, string AddressVariable, string SecretVariable);
}
