namespace AmlCompute.Client.Arm;

/// <summary>Where requests go, who makes the tokens for them, and what the tokens are for.</summary>
/// <param name="Name">The name, or the address, that the user knows it by.</param>
/// <param name="Endpoint">Azure Resource Manager.</param>
/// <param name="Authority">Microsoft Entra ID.</param>
/// <param name="Audience">What a token must be for.</param>
internal sealed record CloudEnvironment(string Name, Uri Endpoint, Uri Authority, string Audience)
{
    public static readonly CloudEnvironment Azure = new(
        "AzureCloud", new Uri("https://management.azure.com/"), new Uri("https://login.microsoftonline.com/"), "https://management.azure.com/");

    public static readonly CloudEnvironment China = new(
        "AzureChinaCloud", new Uri("https://management.chinacloudapi.cn/"), new Uri("https://login.chinacloudapi.cn/"), "https://management.chinacloudapi.cn");

    public static readonly CloudEnvironment UsGovernment = new(
        "AzureUSGovernment", new Uri("https://management.usgovcloudapi.net/"), new Uri("https://login.microsoftonline.us/"), "https://management.usgovcloudapi.net");

    private static readonly CloudEnvironment[] All = [Azure, China, UsGovernment];

    /// <summary>Gets a value indicating whether requests carry a token: over https, and nowhere else.</summary>
    public bool TakesToken => Endpoint.Scheme == Uri.UriSchemeHttps;

    /// <summary>Gets a value indicating whether the authority is Microsoft's own; only such a one can be looked up at Microsoft's.</summary>
    public bool HasKnownAuthority => All.Any(known => known.Authority == Authority);

    /// <summary>The environment of a name.</summary>
    public static CloudEnvironment Named(string name) =>
        All.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw ComputeTargetException.Invalid(
            $"There is no environment '{name}'. There are {string.Join(", ", All.Select(known => known.Name))}; -Endpoint takes any other.");

    /// <summary>
    /// The environment at an address of the user's. A regional or private address of a known one takes that one's tokens; any other takes tokens that were
    /// made for itself, so that it could use them nowhere else.
    /// </summary>
    public static CloudEnvironment At(Uri endpoint)
    {
        if (!endpoint.IsAbsoluteUri
            || endpoint.UserInfo.Length > 0 || endpoint.Query.Length > 0 || endpoint.Fragment.Length > 0
            || !(endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback)))
        {
            throw ComputeTargetException.Invalid(
                "-Endpoint takes an https address without user name and query, such as https://management.azure.com; http is for this computer only (localhost).");
        }

        CloudEnvironment? known = Holding(endpoint);
        string address = endpoint.AbsoluteUri.TrimEnd('/');
        return new CloudEnvironment(address, endpoint, (known ?? Azure).Authority, known?.Audience ?? address);
    }

    /// <summary>The known environment that an address belongs to: it is that one's own, or a regional or private one below it. Null for any other.</summary>
    public static CloudEnvironment? Holding(Uri endpoint) =>
        All.FirstOrDefault(known => endpoint.Scheme == known.Endpoint.Scheme && IsWithin(endpoint.IdnHost, known.Endpoint.IdnHost));

    private static bool IsWithin(string host, string domain) =>
        string.Equals(host, domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
}
