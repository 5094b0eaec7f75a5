using System.Text.RegularExpressions;

namespace AmlCompute.Sandbox.State;

/// <summary>The workspaces of the sandbox. With the option CreateWorkspaces, a missing workspace is created at its first use.</summary>
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
            AddWorkspace(new Workspace(workspace.SubscriptionId, workspace.ResourceGroupName, workspace.Name, workspace.Location));
        }
    }

    /// <summary>The workspaces by id.</summary>
    public IEnumerable<Workspace> All => _workspaces.Values;

    public IReadOnlyList<string> SubscriptionIds =>
    [
        .. All.Select(workspace => workspace.SubscriptionId).Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderBy(id => id, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>
    /// Finds a workspace by its name. One that is missing is created if the option and its name allow it; otherwise the request fails with
    /// status 404.
    /// </summary>
    public Workspace FindOrCreateWorkspace(string subscriptionId, string resourceGroup, string name)
    {
        Workspace? existing = ListWorkspaces(subscriptionId, resourceGroup)
            .FirstOrDefault(workspace => workspace.Name.EqualsIgnoreCase(name));
        if (existing is not null)
        {
            return existing;
        }

        return _createsMissing && ValidName.IsMatch(name)
            ? AddWorkspace(new Workspace(subscriptionId, resourceGroup, name, _location))
            : throw ArmErrors.UnknownResource(resourceGroup, $"workspaces/{name}");
    }

    /// <summary>Finds the target of a job (null for none) by its resource id, or by its name in a workspace (null for any).</summary>
    /// <exception cref="ArgumentException">Not exactly one target or workspace fits.</exception>
    public (Workspace Workspace, Compute? Target) FindTarget(string? target, string? workspaceId)
    {
        Workspace[] workspaces = [.. All.Where(workspace => workspaceId is null || workspace.Id.EqualsIgnoreCase(workspaceId))];
        ArgumentCheck.Require(workspaces.Length > 0, $"The sandbox has no workspace '{workspaceId}'.");
        if (target is null)
        {
            return workspaces.Length == 1 ? (workspaces[0], null) : throw new ArgumentException(
                $"Target of a sandbox job is required, because the sandbox has {workspaces.Length} workspaces.");
        }

        Compute[] matches = target.Contains('/')
            ? [.. ListComputes(All).Where(compute => target.EqualsIgnoreCase(compute.Id))]
            : [.. ListComputes(workspaces).Where(compute => target.EqualsIgnoreCase(compute.Name))];
        return matches.Length switch
        {
            0 => throw new ArgumentException($"Target of a sandbox job: compute target '{target}' does not exist."),
            1 => (matches[0].Workspace, matches[0]),
            _ => throw new ArgumentException(
                $"Target of a sandbox job: {matches.Length} workspaces have a compute target '{target}'. Give its resource id."),
        };
    }

    /// <summary>
    /// Fails with status 404 if a subscription has no workspace. If missing workspaces are created, every subscription exists.
    /// </summary>
    public void RequireSubscription(string subscriptionId)
    {
        if (!_createsMissing && !All.Any(workspace => workspace.SubscriptionId.EqualsIgnoreCase(subscriptionId)))
        {
            throw ArmErrors.UnknownSubscription(subscriptionId);
        }
    }

    /// <summary>
    /// Lists the workspaces of a subscription, or of one of its resource groups, by id. Fails with status 404 if there is none, unless
    /// missing workspaces are created.
    /// </summary>
    public IReadOnlyList<Workspace> ListWorkspaces(string subscriptionId, string? resourceGroup = null)
    {
        RequireSubscription(subscriptionId);
        Workspace[] workspaces =
        [
            .. All.Where(workspace => workspace.SubscriptionId.EqualsIgnoreCase(subscriptionId)
                && (resourceGroup is null || workspace.ResourceGroup.EqualsIgnoreCase(resourceGroup))),
        ];

        // A subscription that exists has workspaces, so only a resource group can have none.
        return workspaces.Length > 0 || _createsMissing ? workspaces : throw ArmErrors.UnknownResourceGroup(resourceGroup!);
    }

    private static IEnumerable<Compute> ListComputes(IEnumerable<Workspace> workspaces) =>
        workspaces.SelectMany(workspace => workspace.Computes.Values);

    private Workspace AddWorkspace(Workspace workspace)
    {
        _workspaces.Add(workspace.Id, workspace);
        return workspace;
    }
}
