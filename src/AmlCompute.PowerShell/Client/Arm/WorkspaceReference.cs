namespace AmlCompute.Client.Arm;

/// <summary>Identifies a workspace by the three names of its ARM id, with the source of the names.</summary>
internal sealed record WorkspaceReference(string SubscriptionId, string ResourceGroupName, string Name, string Source)
{
    private const string WorkspaceType = "Microsoft.MachineLearningServices/workspaces";
    private const string ComputeType = WorkspaceType + "/computes";

    public WorkspaceReference(Workspace workspace)
        : this(workspace.SubscriptionId, workspace.ResourceGroupName, workspace.Name, workspace.Source) { }

    public static bool IsId(string text) => TryParse(text, WorkspaceType) is not null;

    public static WorkspaceReference Parse(string resourceId, string source) =>
        TryParse(resourceId, WorkspaceType) is { } id
            ? From(id, source)
            : throw ComputeTargetException.CreateInvalidArgument(
                $"'{resourceId}' is not a valid resource id of a workspace: "
                + "/subscriptions/{id}/resourceGroups/{group}/providers/Microsoft.MachineLearningServices/workspaces/{name}.");

    public static (WorkspaceReference Workspace, string Name) ParseCompute(string resourceId) =>
        TryParse(resourceId, ComputeType) is { } id ? (From(id, "resource id"), id[10])
        : TryParse(resourceId, WorkspaceType) is null ? throw ComputeTargetException.CreateInvalidArgument(
            $"'{resourceId}' is not a valid resource id of a compute target: "
            + "/subscriptions/{id}/resourceGroups/{group}/providers/Microsoft.MachineLearningServices"
            + "/workspaces/{workspace}/computes/{name}.")
        : throw ComputeTargetException.CreateInvalidArgument(
            $"'{resourceId}' is not the resource id of a compute target, but of a workspace. Specify a workspace with -Workspace, "
            + "or pipe its targets: Get-AmlComputeTarget -Workspace <id> | ...");

    /// <summary>Returns true if both identify the same workspace; ARM compares names without case.</summary>
    public bool Names(Workspace workspace) =>
        IsInSubscriptionOf(workspace)
        && string.Equals(ResourceGroupName, workspace.ResourceGroupName, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Name, workspace.Name, StringComparison.OrdinalIgnoreCase);

    public bool IsInSubscriptionOf(Workspace workspace) =>
        string.Equals(SubscriptionId, workspace.SubscriptionId, StringComparison.OrdinalIgnoreCase);

    private static WorkspaceReference From(string[] id, string source) => new(id[2], id[4], id[8], source);

    /// <summary>Splits an id, also without the leading slash, as in an official example, or with the doubled slashes of services.</summary>
    private static string[]? TryParse(string text, string type)
    {
        ComputeTargetException.RefuseSecret(text, "The resource id");
        string id = "/" + string.Join("/", text.Split(['/'], StringSplitOptions.RemoveEmptyEntries));
        return ResourceIdText.IsOfType(id, type) ? id.Split('/') : null;
    }
}
