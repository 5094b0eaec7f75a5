namespace AmlCompute.Client.Arm;

/// <summary>
/// Identifies a workspace by the three names of its ARM id. Users see the source, such as <c>parameters</c> or the path of a file, as
/// <see cref="Workspace.Source"/> and in messages.
/// </summary>
internal sealed record WorkspaceReference(string SubscriptionId, string ResourceGroupName, string Name, string Source)
{
    private const string WorkspaceType = "Microsoft.MachineLearningServices/workspaces";
    private const string ComputeType = WorkspaceType + "/computes";

    public WorkspaceReference(Workspace workspace)
        : this(workspace.SubscriptionId, workspace.ResourceGroupName, workspace.Name, workspace.Source) { }

    public static bool IsWorkspaceId(string text) => FindSegments(text, WorkspaceType) is not null;

    /// <summary>Returns the workspace of a resource id.</summary>
    /// <exception cref="ComputeTargetException">The text is not the id of a workspace, or contains a secret.</exception>
    public static WorkspaceReference Parse(string resourceId, string source)
    {
        ComputeTargetException.RefuseSecret(resourceId, "The resource id");
        return FindSegments(resourceId, WorkspaceType) is { } segments
            ? Create(segments, source)
            : throw ComputeTargetException.CreateInvalidArgument(
                $"'{resourceId}' is not a valid resource id of a workspace: {ResourceIdText.DescribeForm(WorkspaceType)}.");
    }

    /// <summary>Returns the workspace and the name in the resource id of a compute target.</summary>
    /// <exception cref="ComputeTargetException">The text is not the id of a compute target, or contains a secret.</exception>
    public static (WorkspaceReference Workspace, string Name) ParseCompute(string resourceId)
    {
        ComputeTargetException.RefuseSecret(resourceId, "The resource id");
        if (FindSegments(resourceId, ComputeType) is { } segments)
        {
            return (Create(segments, "resource id"), segments[10]);
        }

        throw ComputeTargetException.CreateInvalidArgument(IsWorkspaceId(resourceId)
            ? $"'{resourceId}' is not the resource id of a compute target, but of a workspace. Specify a workspace with -Workspace, "
                + $"or pipe its targets: Get-AmlComputeTarget -Workspace {CommandText.Quote(resourceId)} | ..."
            : $"'{resourceId}' is not a valid resource id of a compute target: {ResourceIdText.DescribeForm(ComputeType)}.");
    }

    /// <summary>Returns true if this reference is to the workspace; ARM compares names without case.</summary>
    public bool Identifies(Workspace workspace) =>
        IsInSubscriptionOf(workspace)
        && string.Equals(ResourceGroupName, workspace.ResourceGroupName, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Name, workspace.Name, StringComparison.OrdinalIgnoreCase);

    public bool IsInSubscriptionOf(Workspace workspace) =>
        string.Equals(SubscriptionId, workspace.SubscriptionId, StringComparison.OrdinalIgnoreCase);

    /// <summary>Creates a reference from the segments of an id; the segment before each name is its type.</summary>
    private static WorkspaceReference Create(string[] segments, string source) => new(segments[2], segments[4], segments[8], source);

    /// <summary>
    /// Returns the segments of an id, the empty one before the first slash included; null if the id is not of the type. The leading slash
    /// can be missing, as in an official example, and slashes can be doubled, as some services write them.
    /// </summary>
    private static string[]? FindSegments(string text, string type)
    {
        string id = "/" + string.Join("/", text.Split(['/'], StringSplitOptions.RemoveEmptyEntries));
        return ResourceIdText.IsOfType(id, type) ? id.Split('/') : null;
    }
}
