using System.Text.RegularExpressions;

namespace AmlCompute.Client.Arm;

/// <summary>
/// Builds the URLs of the requests to Azure Resource Manager, and checks the URLs that the service sends. Names are escaped, so they cannot
/// change the path or the query; each method that builds a URL throws a <see cref="ComputeTargetException"/> for a name that is empty, has
/// only dots, is too long or contains a secret.
/// </summary>
internal sealed class ArmUrls(Uri endpoint)
{
    private const string Provider = "providers/Microsoft.MachineLearningServices";

    /// <summary>
    /// The most characters of a name, far above the longest one in Azure. The limit keeps a URL below the maximum length of
    /// <see cref="Uri"/>.
    /// </summary>
    private const int LongestSegment = 1000;

#if !NETFRAMEWORK
    /// <summary>An absolute URL without a fragment, whose path and query have only characters that RFC 3986 allows.</summary>
    private const string UrlPattern = @"^https?://[^/?#]+/[a-z0-9\-._~:/?\[\]@!$&'()*+,;=%]*$";

    /// <summary>The path segments "." and "..".</summary>
    private const string DotsPattern = @"/(\.|%2e){1,2}(/|$)";
#endif

    /// <summary>Gets the address of the service: of Azure Resource Manager, or of the Retail Prices API.</summary>
    public Uri Endpoint { get; } = endpoint;

    /// <summary>Gets the endpoint, and that of its cloud, to which links of a regional or private endpoint lead.</summary>
    public IReadOnlyList<Uri> TrustedEndpoints { get; } =
        CloudEnvironment.FindByEndpoint(endpoint) is { } cloud && !HasSameOrigin(cloud.Endpoint, endpoint)
            ? [endpoint, cloud.Endpoint]
            : [endpoint];

    public Uri SubscriptionListUrl => BuildUrl("subscriptions", apiVersion: "2022-12-01");

    public Uri BuildWorkspaceUrl(WorkspaceReference workspace) => BuildUrl(BuildWorkspacePath(workspace));

    /// <summary>Returns the URL of the list of workspaces of a subscription, or of a resource group in it if that is not null.</summary>
    public Uri BuildWorkspaceListUrl(string subscriptionId, string? resourceGroupName)
    {
        string group = resourceGroupName is null ? string.Empty : $"/resourceGroups/{EscapeSegment(resourceGroupName)}";
        return BuildUrl($"subscriptions/{EscapeSegment(subscriptionId)}{group}/{Provider}/workspaces");
    }

    public Uri BuildComputeListUrl(WorkspaceReference workspace) => BuildUrl($"{BuildWorkspacePath(workspace)}/computes");

    public Uri BuildComputeUrl(WorkspaceReference workspace, string name, string apiVersion = ApiVersions.Stable) =>
        BuildUrl(BuildComputePath(workspace, name), apiVersion: apiVersion);

    /// <summary>Returns the URL of the list of all jobs. Archived jobs are in it, because such a job can still run.</summary>
    public Uri BuildJobListUrl(WorkspaceReference workspace) => BuildUrl($"{BuildWorkspacePath(workspace)}/jobs", "&listViewType=All");

    public Uri BuildNameCheckUrl(WorkspaceReference workspace) => BuildUrl($"{BuildWorkspacePath(workspace)}/checkComputeNameAvailability");

    public Uri BuildDeleteUrl(WorkspaceReference workspace, string name, string underlyingResourceAction) =>
        BuildUrl(BuildComputePath(workspace, name), $"&underlyingResourceAction={underlyingResourceAction}");

    public Uri BuildActionUrl(WorkspaceReference workspace, string name, string action, string apiVersion = ApiVersions.Stable) =>
        BuildUrl($"{BuildComputePath(workspace, name)}/{action}", apiVersion: apiVersion);

    /// <summary>Returns the URL of a list or an action of a region. The query has further parameters, each after an ampersand.</summary>
    public Uri BuildLocationUrl(string subscriptionId, string location, string collection, string query = "") =>
        BuildUrl($"subscriptions/{EscapeSegment(subscriptionId)}/{Provider}/locations/{EscapeSegment(location)}/{collection}", query);

    /// <summary>Returns the URL of the resource provider, which has the regions of its types of resources.</summary>
    public Uri BuildProviderUrl(string subscriptionId) =>
        BuildUrl($"subscriptions/{EscapeSegment(subscriptionId)}/{Provider}", apiVersion: "2021-04-01");

    /// <summary>
    /// Returns the URL of any Azure resource, whose id can have doubled slashes; the api-version is that of its resource provider.
    /// </summary>
    public Uri BuildResourceUrl(string resourceId, string apiVersion)
    {
        IEnumerable<string> segments = resourceId.Split(['/'], StringSplitOptions.RemoveEmptyEntries).Select(EscapeSegment);
        return BuildUrl(string.Join("/", segments), apiVersion: apiVersion);
    }

    /// <summary>
    /// Returns true if a URL without user information leads to one of the trusted addresses; a token is sent to no other address.
    /// </summary>
    public bool IsTrusted(Uri url) =>
        url.IsAbsoluteUri && url.UserInfo.Length == 0 && TrustedEndpoints.Any(trusted => HasSameOrigin(url, trusted));

    /// <summary>
    /// Parses a URL that the service sent. The text of a URL with valid characters, without dot segments and without a fragment is kept,
    /// because the URL may be signed and .NET would change %2D to a hyphen. In any other URL, and on .NET Framework, invalid characters are
    /// escaped and dot segments are resolved. A relative URL, which HTTP allows in Location, is resolved against the endpoint.
    /// </summary>
    /// <returns>
    /// The URL; null if the trimmed text is not a valid URL, or contains control characters or white space other than a blank.
    /// </returns>
    public Uri? ParseLink(string link)
    {
        link = link.Trim();
        if (link.Any(character => char.IsControl(character) || (char.IsWhiteSpace(character) && character != ' ')))
        {
            return null;
        }

#if !NETFRAMEWORK
        string absolute = link.StartsWith("/", StringComparison.Ordinal) && !link.StartsWith("//", StringComparison.Ordinal)
            ? Endpoint.GetLeftPart(UriPartial.Authority) + link
            : link;
        if (Regex.IsMatch(absolute, UrlPattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)
            && !Regex.IsMatch(absolute.Split('?')[0], DotsPattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)
            && Uri.TryCreate(absolute, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out Uri? verbatim))
        {
            return verbatim;
        }
#endif
        return Uri.TryCreate(Endpoint, link, out Uri? url) ? url : null;
    }

    /// <summary>
    /// Returns true if a link names no other subscription, resource group or workspace than the first URL of its list, as far as that
    /// names one. Case is ignored.
    /// </summary>
    public static bool IsInScope(Uri link, Uri first) => Array.TrueForAll(
        ["subscriptions", "resourceGroups", "workspaces"],
        type => ReadNames(first, type) is not { Count: > 0 } names || names.IsSupersetOf(ReadNames(link, type)));

    /// <summary>Returns the names in a URL that follow a type, such as the name after <c>workspaces</c>.</summary>
    private static HashSet<string> ReadNames(Uri url, string type)
    {
        string[] segments = Array.ConvertAll(url.AbsolutePath.Split(['/'], StringSplitOptions.RemoveEmptyEntries), Uri.UnescapeDataString);

        // The index of a name in the skipped sequence is that of the segment before the name, its type.
        return new(
            segments.Skip(1).Where((_, typeIndex) => type.Equals(segments[typeIndex], StringComparison.OrdinalIgnoreCase)),
            StringComparer.OrdinalIgnoreCase);
    }

    private static bool HasSameOrigin(Uri url, Uri endpoint) =>
        url.Scheme == endpoint.Scheme
        && string.Equals(url.IdnHost, endpoint.IdnHost, StringComparison.OrdinalIgnoreCase)
        && url.Port == endpoint.Port;

    private static string BuildWorkspacePath(WorkspaceReference workspace) =>
        $"subscriptions/{EscapeSegment(workspace.SubscriptionId)}/resourceGroups/{EscapeSegment(workspace.ResourceGroupName)}"
        + $"/{Provider}/workspaces/{EscapeSegment(workspace.Name)}";

    private static string BuildComputePath(WorkspaceReference workspace, string name) =>
        $"{BuildWorkspacePath(workspace)}/computes/{EscapeSegment(name)}";

    private static string EscapeSegment(string name)
    {
        ComputeTargetException.RefuseSecret(name, "The name or id");
        if (name.Trim('.').Length == 0)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"'{name}' is not a valid part of a resource id; it needs a character other than a dot.");
        }

        return name.Length <= LongestSegment
            ? Uri.EscapeDataString(name)
            : throw ComputeTargetException.CreateInvalidArgument(
                $"'{name.Substring(0, 20)}...' is not a valid part of a resource id; "
                + $"it has {name.Length} characters, and at most {LongestSegment} are allowed.");
    }

    private Uri BuildUrl(string path, string query = "", string apiVersion = ApiVersions.Stable) =>
        new($"{Endpoint.AbsoluteUri.TrimEnd('/')}/{path}?api-version={apiVersion}{query}");
}
