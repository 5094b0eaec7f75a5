using System.Text.RegularExpressions;

namespace AmlCompute.Client.Arm;

/// <summary>Builds the URLs of all requests. Names are escaped, so they cannot change the path or the query.</summary>
internal sealed class ArmUrls
{
    private const string Provider = "providers/Microsoft.MachineLearningServices";

    /// <summary>The limit is far above the longest name in Azure; it keeps a URL below the maximum length of <see cref="Uri"/>.</summary>
    private const int LongestSegment = 1000;

#if !NETFRAMEWORK
    /// <summary>An absolute URL with a path and no fragment that consists of the characters that RFC 3986 allows.</summary>
    private const string UrlPattern = @"^https?://[^/?]+/[a-z0-9\-._~:/?\[\]@!$&'()*+,;=%]*$";

    /// <summary>The path segments "." and "..".</summary>
    private const string DotsPattern = @"/(\.|%2e){1,2}(/|$)";
#endif

    private readonly Uri[] _trusted;

    public ArmUrls(Uri endpoint)
    {
        Endpoint = endpoint;
        _trusted = CloudEnvironment.Holding(endpoint) is { } cloud && !IsAt(cloud.Endpoint, endpoint)
            ? [endpoint, cloud.Endpoint]
            : [endpoint];
    }

    /// <summary>Gets the address of Azure Resource Manager in the environment of this connection.</summary>
    public Uri Endpoint { get; }

    public Uri Workspace(WorkspaceReference workspace) => Build(WorkspacePath(workspace));

    /// <summary>Gets the URL of the list of subscriptions.</summary>
    public Uri Subscriptions => Build("subscriptions", apiVersion: "2022-12-01");

    /// <summary>Returns the URL of the list of workspaces of a subscription, or of one resource group in it.</summary>
    public Uri Workspaces(string subscriptionId, string? resourceGroupName)
    {
        string group = resourceGroupName is null ? string.Empty : $"/resourceGroups/{Segment(resourceGroupName)}";
        return Build($"subscriptions/{Segment(subscriptionId)}{group}/{Provider}/workspaces");
    }

    public Uri Computes(WorkspaceReference workspace) => Build($"{WorkspacePath(workspace)}/computes");

    public Uri Compute(WorkspaceReference workspace, string name, string apiVersion = ServiceAction.StableVersion) =>
        Build(ComputePath(workspace, name), apiVersion: apiVersion);

    public Uri NameCheck(WorkspaceReference workspace) => Build($"{WorkspacePath(workspace)}/checkComputeNameAvailability");

    public Uri Delete(WorkspaceReference workspace, string name, string underlyingResourceAction) =>
        Build(ComputePath(workspace, name), $"&underlyingResourceAction={underlyingResourceAction}");

    public Uri Action(WorkspaceReference workspace, string name, string action, string apiVersion = ServiceAction.StableVersion) =>
        Build($"{ComputePath(workspace, name)}/{action}", apiVersion: apiVersion);

    public Uri Location(string subscriptionId, string location, string collection) =>
        Build($"subscriptions/{Segment(subscriptionId)}/{Provider}/locations/{Segment(location)}/{collection}");

    /// <summary>Returns the URL of any Azure resource; the api-version is that of its resource provider.</summary>
    public Uri Resource(string resourceId, string apiVersion)
    {
        IEnumerable<string> segments = resourceId.Split(['/'], StringSplitOptions.RemoveEmptyEntries).Select(Segment);
        return Build(string.Join("/", segments), apiVersion: apiVersion);
    }

    /// <summary>
    /// Gets the addresses that requests may go to: the endpoint, and the public endpoint of its cloud, because links in the responses of a
    /// regional or private endpoint lead there.
    /// </summary>
    public IReadOnlyList<Uri> Trusted => _trusted;

    /// <summary>
    /// Returns true if a URL leads to one of the trusted addresses; a request with a token is sent to no other address.
    /// </summary>
    public bool Trusts(Uri url) => url.IsAbsoluteUri && url.UserInfo.Length == 0 && Array.Exists(_trusted, place => IsAt(url, place));

    /// <summary>
    /// Parses a URL that the service sent. The text of a URL with valid characters is kept, because the URL may be signed and .NET would
    /// change %2D to a hyphen. In any other URL, invalid characters are escaped and dot segments are resolved. A relative URL, which HTTP
    /// allows in Location, is resolved against the endpoint.
    /// </summary>
    /// <returns>The URL; null if the text is not a valid URL, or contains control characters such as line breaks.</returns>
    public Uri? ReadLink(string link)
    {
        link = link.Trim();
        if (link.Any(character => char.IsControl(character) || (char.IsWhiteSpace(character) && character != ' ')))
        {
            return null;
        }

#if !NETFRAMEWORK
        string whole = link.StartsWith("/", StringComparison.Ordinal) && !link.StartsWith("//", StringComparison.Ordinal)
            ? Endpoint.GetLeftPart(UriPartial.Authority) + link
            : link;
        if (Regex.IsMatch(whole, UrlPattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)
            && !Regex.IsMatch(whole.Split('?')[0], DotsPattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)
            && Uri.TryCreate(whole, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out Uri? verbatim))
        {
            return verbatim;
        }
#endif
        return Uri.TryCreate(Endpoint, link, out Uri? url) ? url : null;
    }

    /// <summary>
    /// Returns true if a link names no subscription, resource group and workspace other than the first URL of its list. Names are compared
    /// without case, as ARM does.
    /// </summary>
    public static bool IsInScope(Uri link, Uri first) => Array.TrueForAll(
        ["subscriptions", "resourceGroups", "workspaces"],
        type => NamesAfter(type, first) is not { Count: > 0 } names || names.IsSupersetOf(NamesAfter(type, link)));

    /// <summary>Returns the path segments that follow a type in a URL.</summary>
    private static HashSet<string> NamesAfter(string type, Uri url)
    {
        string[] segments = Array.ConvertAll(url.AbsolutePath.Split(['/'], StringSplitOptions.RemoveEmptyEntries), Uri.UnescapeDataString);
        return new(
            segments.Skip(1).Where((_, index) => type.Equals(segments[index], StringComparison.OrdinalIgnoreCase)),
            StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsAt(Uri url, Uri place) =>
        url.Scheme == place.Scheme
        && string.Equals(url.IdnHost, place.IdnHost, StringComparison.OrdinalIgnoreCase)
        && url.Port == place.Port;

    private static string WorkspacePath(WorkspaceReference workspace) =>
        $"subscriptions/{Segment(workspace.SubscriptionId)}/resourceGroups/{Segment(workspace.ResourceGroupName)}"
        + $"/{Provider}/workspaces/{Segment(workspace.Name)}";

    private static string ComputePath(WorkspaceReference workspace, string name) => $"{WorkspacePath(workspace)}/computes/{Segment(name)}";

    private static string Segment(string name) =>
        name.Trim('.').Length == 0 ? throw ComputeTargetException.Invalid(
            $"'{name}' is not a valid part of a resource id; it needs a character other than a dot.")
        : name.Length > LongestSegment ? throw ComputeTargetException.Invalid(
            $"'{name.Substring(0, 20)}...' is not a valid part of a resource id; "
            + $"it has {name.Length} characters, and at most {LongestSegment} are allowed.")
        : Uri.EscapeDataString(name);

    private Uri Build(string path, string query = "", string apiVersion = ServiceAction.StableVersion) =>
        new($"{Endpoint.AbsoluteUri.TrimEnd('/')}/{path}?api-version={apiVersion}{query}");
}
