namespace AmlCompute.Client.Arm;

/// <summary>A cloud environment of Azure.</summary>
/// <param name="Name">The name of a known environment, such as AzureCloud; the address of an endpoint that the user specified.</param>
/// <param name="Endpoint">The address of Azure Resource Manager.</param>
/// <param name="Authority">The address that issues the tokens.</param>
/// <param name="Audience">The audience of the tokens, letter for letter: that of AzureCloud ends with a slash, the others do not.</param>
internal sealed record CloudEnvironment(string Name, Uri Endpoint, Uri Authority, string Audience)
{
    public static readonly CloudEnvironment Azure = new(
        "AzureCloud",
        new Uri("https://management.azure.com/"),
        new Uri("https://login.microsoftonline.com/"),
        "https://management.azure.com/");

    public static readonly CloudEnvironment China = new(
        "AzureChinaCloud",
        new Uri("https://management.chinacloudapi.cn/"),
        new Uri("https://login.chinacloudapi.cn/"),
        "https://management.chinacloudapi.cn");

    public static readonly CloudEnvironment UsGovernment = new(
        "AzureUSGovernment",
        new Uri("https://management.usgovcloudapi.net/"),
        new Uri("https://login.microsoftonline.us/"),
        "https://management.usgovcloudapi.net");

    public static readonly IReadOnlyList<CloudEnvironment> All = [Azure, China, UsGovernment];

    /// <summary>Gets a value indicating whether requests carry a token, which is sent over https only.</summary>
    public bool TakesToken => Endpoint.Scheme == Uri.UriSchemeHttps;

    /// <summary>Gets a value indicating whether the authority is that of a known environment, so that instance discovery works.</summary>
    public bool HasKnownAuthority => All.Any(known => known.Authority == Authority);

    /// <summary>Returns the known environment with a name, in any casing.</summary>
    /// <exception cref="ComputeTargetException">The name is not that of a known environment.</exception>
    public static CloudEnvironment Parse(string name) =>
        All.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw ComputeTargetException.CreateInvalidArgument(
            $"'{name}' is not a valid environment; the valid ones are {string.Join(", ", All.Select(known => known.Name))}. "
            + "For another environment, specify its address with -Endpoint.");

    /// <summary>
    /// Returns the environment at an address that the user specified. A regional or private address of a known environment has the
    /// authority and the audience of that environment. Any other address has the authority of AzureCloud, and is itself the audience, so
    /// that its tokens are not valid elsewhere.
    /// </summary>
    /// <exception cref="ComputeTargetException">The address is not valid.</exception>
    public static CloudEnvironment CreateForEndpoint(Uri endpoint)
    {
        if (!IsValidEndpoint(endpoint))
        {
            throw ComputeTargetException.CreateInvalidArgument(
                "-Endpoint is not a valid address. It must be an https address without user name, query and fragment, such as "
                + "https://management.azure.com; an http address is valid for localhost only.");
        }

        CloudEnvironment? known = FindByEndpoint(endpoint);
        string address = endpoint.AbsoluteUri.TrimEnd('/');
        return new CloudEnvironment(address, endpoint, (known ?? Azure).Authority, known?.Audience ?? address);
    }

    /// <summary>Returns the known environment of an endpoint, or of a regional or private address below it; null for another.</summary>
    public static CloudEnvironment? FindByEndpoint(Uri endpoint) =>
        All.FirstOrDefault(known => endpoint.Scheme == known.Endpoint.Scheme && IsInDomain(endpoint.IdnHost, known.Endpoint.IdnHost));

    /// <summary>Returns true for https, and http on this computer, without user name, query and fragment.</summary>
    public static bool IsValidEndpoint(Uri url) =>
        url.IsAbsoluteUri
        && url is { UserInfo: "", Query: "", Fragment: "" }
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    private static bool IsInDomain(string host, string domain) =>
        string.Equals(host, domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
}
