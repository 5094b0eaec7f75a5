namespace AmlCompute.Client;

/// <summary>Builds every URL that is sent. Names are escaped, so nothing in them can change the path or the query.</summary>
internal sealed class ArmUrls
{
    /// <summary>The api-version of every call that has no other reason.</summary>
    public const string ApiVersion = "2025-12-01";

    /// <summary>For what no stable version has: see <see cref="ComputeAction"/>.</summary>
    public const string PreviewApiVersion = "2025-07-01-preview";

    private const string Provider = "providers/Microsoft.MachineLearningServices";

    /// <summary>Far above what Azure allows; it keeps a URL from growing beyond what one can be.</summary>
    private const int LongestSegment = 1000;

    public ArmUrls(Uri endpoint) => Endpoint = endpoint;

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

    /// <summary>
    /// Tells whether a URL that the service sent leads to the same place; a request with a token goes nowhere else.
    /// </summary>
    public bool Trusts(Uri url) =>
        url.IsAbsoluteUri
        && url.Scheme == Endpoint.Scheme
        && string.Equals(url.IdnHost, Endpoint.IdnHost, StringComparison.OrdinalIgnoreCase)
        && url.Port == Endpoint.Port
        && url.UserInfo.Length == 0;

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
