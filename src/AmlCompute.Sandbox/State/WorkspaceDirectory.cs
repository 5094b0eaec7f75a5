using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.State;

/// <summary>Which workspaces there are. What a missing one means is decided here and nowhere else.</summary>
internal sealed class WorkspaceDirectory
{
    private readonly List<Workspace> _workspaces = [];

    public void Add(Workspace workspace) => _workspaces.Add(workspace);

    public Workspace Require(string subscriptionId, string resourceGroup, string name)
    {
        RequireSubscription(subscriptionId);
        Workspace[] inGroup = [.. InSubscription(subscriptionId).Where(workspace => Same(workspace.ResourceGroup, resourceGroup))];
        return inGroup.Length == 0
            ? throw ServiceError.UnknownResourceGroup(resourceGroup)
            : inGroup.FirstOrDefault(workspace => Same(workspace.Name, name)) ?? throw ServiceError.UnknownWorkspace(resourceGroup, name);
    }

    public void RequireSubscription(string subscriptionId)
    {
        if (!InSubscription(subscriptionId).Any())
        {
            throw ServiceError.UnknownSubscription(subscriptionId);
        }
    }

    public IEnumerable<Workspace> InSubscription(string subscriptionId) =>
        _workspaces.Where(workspace => Same(workspace.SubscriptionId, subscriptionId));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
