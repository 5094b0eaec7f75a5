using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace AmlCompute.Client.Arm;

/// <summary>Builds the URLs of all requests. Names are escaped, so they cannot change the path or the query.</summary>
internal sealed class ArmUrls(Uri endpoint)
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

    /// <summary>Gets the address of Azure Resource Manager in the environment of this connection.</summary>
    public Uri Endpoint { get; } = endpoint;

    public Uri Workspace(WorkspaceReference workspace) => Build(WorkspacePath(workspace));

    public Uri Subscriptions => Build("subscriptions", apiVersion: "2022-12-01");

    public Uri Workspaces(string subscriptionId, string? resourceGroupName)
    {
        string group = resourceGroupName is null ? string.Empty : $"/resourceGroups/{Segment(resourceGroupName)}";
        return Build($"subscriptions/{Segment(subscriptionId)}{group}/{Provider}/workspaces");
    }

    public Uri Computes(WorkspaceReference workspace) => Build($"{WorkspacePath(workspace)}/computes");

    public Uri Compute(WorkspaceReference workspace, string name, string apiVersion = ServiceAction.StableVersion) =>
        Build(ComputePath(workspace, name), apiVersion: apiVersion);

    /// <summary>Returns the URL of the list of all jobs. Archived jobs are in it, because such a job can still run.</summary>
    public Uri Jobs(WorkspaceReference workspace) => Build($"{WorkspacePath(workspace)}/jobs", "&listViewType=All");

    public Uri NameCheck(WorkspaceReference workspace) => Build($"{WorkspacePath(workspace)}/checkComputeNameAvailability");

    public Uri Delete(WorkspaceReference workspace, string name, string underlyingResourceAction) =>
        Build(ComputePath(workspace, name), $"&underlyingResourceAction={underlyingResourceAction}");

    public Uri Action(WorkspaceReference workspace, string name, string action, string apiVersion = ServiceAction.StableVersion) =>
        Build($"{ComputePath(workspace, name)}/{action}", apiVersion: apiVersion);

    public Uri Location(string subscriptionId, string location, string collection, string query = "") =>
        Build($"subscriptions/{Segment(subscriptionId)}/{Provider}/locations/{Segment(location)}/{collection}", query);

    /// <summary>Returns the URL of the resource provider, which has the regions of its types of resources.</summary>
    public Uri ResourceProvider(string subscriptionId) =>
        Build($"subscriptions/{Segment(subscriptionId)}/{Provider}", apiVersion: "2021-04-01");

    /// <summary>Returns the URL of any Azure resource; the api-version is that of its resource provider.</summary>
    public Uri Resource(string resourceId, string apiVersion)
    {
        IEnumerable<string> segments = resourceId.Split(['/'], StringSplitOptions.RemoveEmptyEntries).Select(Segment);
        return Build(string.Join("/", segments), apiVersion: apiVersion);
    }

    /// <summary>Gets the endpoint, and that of its cloud, to which links of a regional or private endpoint lead.</summary>
    public IReadOnlyList<Uri> Trusted { get; } = CloudEnvironment.Containing(endpoint) is { } cloud && !IsAt(cloud.Endpoint, endpoint)
        ? [endpoint, cloud.Endpoint]
        : [endpoint];

    /// <summary>Returns true if a URL leads to one of the trusted addresses; a token is sent to no other address.</summary>
    public bool Trusts(Uri url) => url.IsAbsoluteUri && url.UserInfo.Length == 0 && Trusted.Any(place => IsAt(url, place));

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
    /// Returns true if a link stays in the subscription, resource group and workspace of the first URL of its list, without case.
    /// </summary>
    public static bool IsInScope(Uri link, Uri first) => Array.TrueForAll(
        ["subscriptions", "resourceGroups", "workspaces"],
        type => NamesAfter(type, first) is not { Count: > 0 } names || names.IsSupersetOf(NamesAfter(type, link)));

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

    private static string Segment(string name)
    {
        ComputeTargetException.RefuseSecret(name, "The name or id");
        return name.Trim('.').Length == 0
            ? throw ComputeTargetException.CreateInvalidArgument(
                $"'{name}' is not a valid part of a resource id; it needs a character other than a dot.")
            : name.Length > LongestSegment
            ? throw ComputeTargetException.CreateInvalidArgument(
                $"'{name.Substring(0, 20)}...' is not a valid part of a resource id; "
                + $"it has {name.Length} characters, and at most {LongestSegment} are allowed.")
            : Uri.EscapeDataString(name);
    }

    private Uri Build(string path, string query = "", string apiVersion = ServiceAction.StableVersion) =>
        new($"{Endpoint.AbsoluteUri.TrimEnd('/')}/{path}?api-version={apiVersion}{query}");
}

/// <summary>
/// The api-versions of one connection. A cloud that does not know a version of this module lists its own in the error; the newest of them
/// then replaces the unknown one in every request of the connection. Thread-safe.
/// </summary>
internal sealed class SupportedVersions
{
    private const string Oldest = "2023-04-01";
    private const string Preview = "preview";

    private static readonly string[] ErrorCodes = ["NoRegisteredProviderFound", "InvalidApiVersionParameter"];

    private readonly ConcurrentDictionary<string, string> _replacements = new(StringComparer.OrdinalIgnoreCase);

    public Uri Apply(Uri url) => VersionOf(url) is { } asked && _replacements.TryGetValue(asked, out string? known)
        ? new Uri(url.AbsoluteUri.Replace($"api-version={asked}", $"api-version={known}"))
        : url;

    /// <summary>Reads the versions in an error. Returns true if the request must be sent again with one of them.</summary>
    public bool Learn(Uri url, Uri sent, int status, string body)
    {
        if (status is not (400 or 404)
            || VersionOf(url) is not { } asked
            || !Array.Exists(ErrorCodes, code => body.IndexOf(code, StringComparison.OrdinalIgnoreCase) >= 0))
        {
            return false;
        }

        string[] known =
        [
            .. Regex.Matches(body, @"\b\d{4}-\d{2}-\d{2}(?:-preview)?(?![\w-])", RegexOptions.CultureInvariant).Cast<Match>()
                .Select(match => match.Value)
                .Where(version => version != VersionOf(sent) && version != asked && string.CompareOrdinal(version, Oldest) >= 0)
                .OrderByDescending(version => IsPreview(version) == IsPreview(asked))
                .ThenByDescending(version => version, StringComparer.Ordinal),
        ];
        return known.Length > 0 && (_replacements.TryAdd(asked, known[0]) || _replacements[asked] != VersionOf(sent));
    }

    private static bool IsPreview(string version) => version.EndsWith(Preview, StringComparison.Ordinal);

    /// <summary>Returns the version of a request of this module to the service; null for another request.</summary>
    private static string? VersionOf(Uri url) =>
        url.AbsolutePath.IndexOf("/Microsoft.MachineLearningServices/", StringComparison.Ordinal) > 0
        && Regex.Match(url.Query, @"(?<=[?&]api-version=)[\w-]+", RegexOptions.CultureInvariant) is { Success: true } version
            ? version.Value
            : null;
}
