using System.Text.RegularExpressions;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.State;

/// <summary>The workspaces of the sandbox. If an option allows it, a missing workspace is created at its first use.</summary>
internal sealed class WorkspaceDirectory
{
    private static readonly Regex ValidName = new(@"\A[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}\z", RegexOptions.CultureInvariant);

    private readonly SortedDictionary<string, Workspace> _workspaces = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _createsMissing;
    private readonly string _location;

    public WorkspaceDirectory(SandboxOptions options)
    {
        _createsMissing = options.CreateWorkspaces;
        _location = options.Location;
        foreach (SandboxWorkspace workspace in options.AllWorkspaces)
        {
            Add(new Workspace(workspace.SubscriptionId, workspace.ResourceGroupName, workspace.Name, workspace.Location));
        }
    }

    public IEnumerable<Workspace> All => _workspaces.Values;

    /// <summary>Finds a workspace by its name, or creates it if an option allows it.</summary>
    public Workspace Require(string subscriptionId, string resourceGroup, string name)
    {
        SortedDictionary<string, Workspace> inGroup = InGroup(subscriptionId, resourceGroup);
        if (inGroup.Values.FirstOrDefault(workspace => Same(workspace.Name, name)) is { } known)
        {
            return known;
        }

        return _createsMissing && ValidName.IsMatch(name)
            ? Add(new Workspace(subscriptionId, resourceGroup, name, _location))
            : throw ServiceError.UnknownWorkspace(resourceGroup, name);
    }

    /// <summary>Finds the target of a job by its name or resource id, and its workspace.</summary>
    /// <param name="target">The name or resource id; null for none.</param>
    /// <param name="workspaceId">The workspace; null for any.</param>
    /// <exception cref="ArgumentException">None or several of the targets or workspaces fit.</exception>
    public (Workspace Workspace, Compute? Target) FindTarget(string? target, string? workspaceId)
    {
        Workspace[] workspaces = [.. All.Where(workspace => workspaceId is null || Same(workspace.Id, workspaceId))];
        if (target is null)
        {
            return workspaces.Length == 1 ? (workspaces[0], null) : throw new ArgumentException(
                $"Target of a sandbox job is required, because the sandbox has {workspaces.Length} workspaces.");
        }

        Compute[] found =
        [
            .. (target.Contains('/') ? All : workspaces).SelectMany(workspace => workspace.Computes.Values)
                .Where(compute => Same(target.Contains('/') ? compute.Id : compute.Name, target)),
        ];
        return found.Length == 1 ? (found[0].Workspace, found[0]) : throw new ArgumentException(found.Length == 0
            ? $"Target of a sandbox job: compute target '{target}' does not exist."
            : $"Target of a sandbox job: {found.Length} workspaces have a compute target '{target}'. Give its resource id.");
    }

    /// <summary>Lists the workspaces of a subscription, by id.</summary>
    public SortedDictionary<string, Workspace> InSubscription(string subscriptionId)
    {
        SortedDictionary<string, Workspace> found = Where(workspace => Same(workspace.SubscriptionId, subscriptionId));
        return found.Count > 0 || _createsMissing ? found : throw ServiceError.UnknownSubscription(subscriptionId);
    }

    /// <summary>Lists the workspaces of a resource group, by id.</summary>
    public SortedDictionary<string, Workspace> InGroup(string subscriptionId, string resourceGroup)
    {
        _ = InSubscription(subscriptionId);
        SortedDictionary<string, Workspace> found =
            Where(workspace => Same(workspace.SubscriptionId, subscriptionId) && Same(workspace.ResourceGroup, resourceGroup));
        return found.Count > 0 || _createsMissing ? found : throw ServiceError.UnknownResourceGroup(resourceGroup);
    }

    private Workspace Add(Workspace workspace)
    {
        _workspaces.Add(workspace.Id, workspace);
        return workspace;
    }

    private SortedDictionary<string, Workspace> Where(Func<Workspace, bool> holds)
    {
        SortedDictionary<string, Workspace> found = new(StringComparer.OrdinalIgnoreCase);
        foreach (Workspace workspace in _workspaces.Values.Where(holds))
        {
            found.Add(workspace.Id, workspace);
        }

        return found;
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
