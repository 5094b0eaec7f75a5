using System.Text.RegularExpressions;

namespace AmlCompute.Client.Arm;

/// <summary>Builds every URL that is sent. Names are escaped, so nothing in them can change the path or the query.</summary>
internal sealed class ArmUrls
{
    /// <summary>The api-version of every call that has no other reason.</summary>
    public const string ApiVersion = "2025-12-01";

    /// <summary>For what no stable version has: see <see cref="ServiceAction"/>.</summary>
    public const string PreviewApiVersion = "2025-07-01-preview";

    private const string Provider = "providers/Microsoft.MachineLearningServices";

    /// <summary>Far above what Azure allows; it keeps a URL from growing beyond what one can be.</summary>
    private const int LongestSegment = 1000;

#if !NETFRAMEWORK
    /// <summary>An absolute URL with a path and no fragment, of the characters that a URL may hold (RFC 3986).</summary>
    private const string UrlPattern = @"^https?://[^/?]+/[a-z0-9\-._~:/?\[\]@!$&'()*+,;=%]*$";

    /// <summary>A segment of a path that stands for the folder itself or the one above.</summary>
    private const string DotsPattern = @"/(\.|%2e){1,2}(/|$)";
#endif

    private readonly Uri[] _trusted;

    public ArmUrls(Uri endpoint)
    {
        Endpoint = endpoint;
        _trusted = CloudEnvironment.Holding(endpoint) is { } cloud && !IsAt(cloud.Endpoint, endpoint) ? [endpoint, cloud.Endpoint] : [endpoint];
    }

    /// <summary>Gets the address of Azure Resource Manager in the environment of this connection.</summary>
    public Uri Endpoint { get; }

    public Uri Workspace(WorkspaceReference workspace) => Build(WorkspacePath(workspace));

    /// <summary>All workspaces of a subscription, or of one resource group in it.</summary>
    public Uri Workspaces(string subscriptionId, string? resourceGroupName) =>
        Build($"subscriptions/{Segment(subscriptionId)}{(resourceGroupName is null ? string.Empty : $"/resourceGroups/{Segment(resourceGroupName)}")}/{Provider}/workspaces");

    public Uri Computes(WorkspaceReference workspace) => Build($"{WorkspacePath(workspace)}/computes");

    public Uri Compute(WorkspaceReference workspace, string name, string apiVersion = ApiVersion) =>
        Build(ComputePath(workspace, name), apiVersion: apiVersion);

    public Uri Delete(WorkspaceReference workspace, string name, string underlyingResourceAction) =>
        Build(ComputePath(workspace, name), $"&underlyingResourceAction={underlyingResourceAction}");

    public Uri Action(WorkspaceReference workspace, string name, string action, string apiVersion = ApiVersion) =>
        Build($"{ComputePath(workspace, name)}/{action}", apiVersion: apiVersion);

    public Uri Location(string subscriptionId, string location, string collection) =>
        Build($"subscriptions/{Segment(subscriptionId)}/{Provider}/locations/{Segment(location)}/{collection}");

    /// <summary>Any resource of Azure, by its id; the api-version is its provider's.</summary>
    public Uri Resource(string resourceId, string apiVersion) =>
        new($"{Endpoint.AbsoluteUri.TrimEnd('/')}/{string.Join("/", resourceId.Split(['/'], StringSplitOptions.RemoveEmptyEntries).Select(Segment))}?api-version={apiVersion}");

    /// <summary>Gets where requests may go: the endpoint, and the cloud's own, to which a regional or private one's links lead.</summary>
    public IReadOnlyList<Uri> Trusted => _trusted;

    /// <summary>
    /// Tells whether a URL leads to the endpoint, or to that of the cloud it belongs to; a request with a token goes nowhere else.
    /// </summary>
    public bool Trusts(Uri url) => url.IsAbsoluteUri && url.UserInfo.Length == 0 && Array.Exists(_trusted, place => IsAt(url, place));

    /// <summary>
    /// Reads a URL that the service sent. It is kept as it is, because it may be signed, and .NET would write %2D as a hyphen. What a URL may not hold is
    /// escaped, and dots that lead upwards are followed, as in any other URL. A relative one, as HTTP allows in Location, is the endpoint's.
    /// </summary>
    /// <returns>Null for what is no URL, or has blanks or line breaks in it.</returns>
    public Uri? ReadLink(string link)
    {
        if (link.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)))
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

    private static bool IsAt(Uri url, Uri place) =>
        url.Scheme == place.Scheme && string.Equals(url.IdnHost, place.IdnHost, StringComparison.OrdinalIgnoreCase) && url.Port == place.Port;

    private static string WorkspacePath(WorkspaceReference workspace) =>
        $"subscriptions/{Segment(workspace.SubscriptionId)}/resourceGroups/{Segment(workspace.ResourceGroupName)}"
        + $"/{Provider}/workspaces/{Segment(workspace.Name)}";

    private static string ComputePath(WorkspaceReference workspace, string name) => $"{WorkspacePath(workspace)}/computes/{Segment(name)}";

    private static string Segment(string name) =>
        name.Trim('.').Length == 0 ? throw ComputeTargetException.Invalid($"'{name}' cannot be part of a resource id.")
        : name.Length > LongestSegment ? throw ComputeTargetException.Invalid(
            $"'{name.Substring(0, 20)}...' cannot be part of a resource id; it has {name.Length} characters.")
        : Uri.EscapeDataString(name);

    private Uri Build(string path, string query = "", string apiVersion = ApiVersion) =>
        new($"{Endpoint.AbsoluteUri.TrimEnd('/')}/{path}?api-version={apiVersion}{query}");
}
