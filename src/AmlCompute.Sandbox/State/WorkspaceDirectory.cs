using System.Text.RegularExpressions;

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

    /// <summary>The workspaces by id.</summary>
    public IEnumerable<Workspace> All => _workspaces.Values;

    public IReadOnlyList<string> SubscriptionIds =>
    [
        .. All.Select(workspace => workspace.SubscriptionId).Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderBy(id => id, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Finds a workspace by its name, or creates it if an option allows it.</summary>
    public Workspace Require(string subscriptionId, string resourceGroup, string name)
    {
        Workspace? known = List(subscriptionId, resourceGroup).FirstOrDefault(workspace => workspace.Name.EqualsIgnoreCase(name));
        return known is not null ? known
            : _createsMissing && ValidName.IsMatch(name) ? Add(new Workspace(subscriptionId, resourceGroup, name, _location))
            : throw ServiceError.UnknownResource(resourceGroup, $"workspaces/{name}");
    }

    /// <summary>Finds the target of a job by its name or resource id (null for none) in a workspace (null for any).</summary>
    /// <exception cref="ArgumentException">None or several of the targets or workspaces fit.</exception>
    public (Workspace Workspace, Compute? Target) FindTarget(string? target, string? workspaceId)
    {
        Workspace[] workspaces = [.. All.Where(workspace => workspaceId is null || workspace.Id.EqualsIgnoreCase(workspaceId))];
        if (target is null)
        {
            return workspaces.Length == 1 ? (workspaces[0], null) : throw new ArgumentException(
                $"Target of a sandbox job is required, because the sandbox has {workspaces.Length} workspaces.");
        }

        bool isId = target.Contains('/');
        Compute[] found =
        [
            .. (isId ? All : workspaces).SelectMany(workspace => workspace.Computes.Values)
                .Where(compute => target.EqualsIgnoreCase(isId ? compute.Id : compute.Name)),
        ];
        return found.Length == 1 ? (found[0].Workspace, found[0]) : throw new ArgumentException(found.Length == 0
            ? $"Target of a sandbox job: compute target '{target}' does not exist."
            : $"Target of a sandbox job: {found.Length} workspaces have a compute target '{target}'. Give its resource id.");
    }

    /// <summary>Lists the workspaces of a subscription, or of one of its resource groups, by id.</summary>
    public IReadOnlyList<Workspace> List(string subscriptionId, string? resourceGroup = null)
    {
        Workspace[] all = [.. All.Where(workspace => workspace.SubscriptionId.EqualsIgnoreCase(subscriptionId))];
        if (all.Length == 0 && !_createsMissing)
        {
            throw ServiceError.UnknownSubscription(subscriptionId);
        }

        Workspace[] found = [.. all.Where(workspace => resourceGroup is null || workspace.ResourceGroup.EqualsIgnoreCase(resourceGroup))];
        return found.Length > 0 || _createsMissing ? found : throw ServiceError.UnknownResourceGroup(resourceGroup!);
    }

    private Workspace Add(Workspace workspace)
    {
        _workspaces.Add(workspace.Id, workspace);
        return workspace;
    }
}
