using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Fleet;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Reading;

/// <summary>Selects the workspaces that a command reads, by -Workspace, -AllWorkspaces and -SubscriptionId.</summary>
internal sealed class FleetChoice
{
    /// <summary>The value of -SubscriptionId that stands for all subscriptions.</summary>
    private const string AllSubscriptions = "*";

    /// <summary>The values of -Workspace: workspaces, saved ones, resource ids, names and patterns.</summary>
    private readonly IReadOnlyList<object?> _workspaces;
    private readonly bool _allWorkspaces;

    /// <summary>The values of -SubscriptionId: GUIDs in lower case, or *.</summary>
    private readonly string[] _subscriptions;

    /// <param name="workspace">The value of -Workspace, one workspace or several; null if it is not specified.</param>
    /// <param name="allWorkspaces">The value of -AllWorkspaces.</param>
    /// <param name="subscriptions">The values of -SubscriptionId; empty if it is not specified.</param>
    /// <exception cref="ComputeTargetException">The values are not valid, or cannot be combined.</exception>
    public FleetChoice(object? workspace, bool allWorkspaces, string[] subscriptions)
    {
        _workspaces = WorkspaceArgument.UnwrapWorkspaces(workspace);
        _allWorkspaces = allWorkspaces;
        _subscriptions = Array.ConvertAll(subscriptions, ParseSubscription);
        if (allWorkspaces && _workspaces.Count > 0)
        {
            throw ComputeTargetException.CreateInvalidArgument("-AllWorkspaces and -Workspace cannot be combined.");
        }

        if (subscriptions.Length > 0 && !allWorkspaces && !_workspaces.Any(IsSearched))
        {
            throw ComputeTargetException.CreateInvalidArgument("-SubscriptionId requires -AllWorkspaces, or -Workspace with names.");
        }
    }

    /// <summary>Gets a value indicating whether several workspaces can be selected.</summary>
    public bool SelectsMany => _allWorkspaces || _workspaces.Count > 1 || _workspaces.Any(IsSearched);

    /// <summary>Returns the workspace that a piped object describes.</summary>
    /// <exception cref="ComputeTargetException">
    /// The object is not a workspace, its workspace cannot be resolved, or a parameter selects workspaces, too.
    /// </exception>
    public Workspace ResolvePiped(PSObject piped, AmlSession session, Func<WorkspaceReference?> findConfig)
    {
        object workspace = WorkspaceArgument.RequireWorkspace(piped);
        return _allWorkspaces || _workspaces.Count > 0
            ? throw ComputeTargetException.CreateInvalidArgument(
                $"A piped workspace cannot be combined with {(_allWorkspaces ? "-AllWorkspaces" : "-Workspace")}.")
            : session.ResolveWorkspace(workspace, findConfig);
    }

    /// <summary>Creates the scope of the piped and the selected workspaces.</summary>
    /// <exception cref="ComputeTargetException">
    /// A workspace, or the subscription of the session, cannot be resolved, or a pattern is not valid.
    /// </exception>
    public FleetScope CreateScope(IEnumerable<Workspace> piped, AmlSession session, Func<WorkspaceReference?> findConfig)
    {
        IEnumerable<object?> known = _workspaces.Where(workspace => !IsSearched(workspace));
        Workspace[] resolved = [.. piped, .. known.Select(workspace => session.ResolveWorkspace(workspace, findConfig))];
        WorkspacePattern[] patterns =
        [
            .. _workspaces.Where(IsSearched).Cast<string>().Select(name => new WorkspacePattern(name, Patterns.Parse(name).IsMatch)),
        ];
        return _allWorkspaces || patterns.Length > 0
            ? new FleetScope(resolved, session.Connection, ChooseSubscriptions(session, findConfig), patterns)
            : new FleetScope(resolved);
    }

    private static string ParseSubscription(string id)
    {
        if (id == AllSubscriptions)
        {
            return id;
        }

        return Guid.TryParse(id, out Guid guid) ? guid.ToString() : throw ComputeTargetException.CreateInvalidArgument(
            $"'{id}' is not a valid subscription id. It must be a GUID, or * for all subscriptions of the sign-in.");
    }

    /// <summary>Returns the subscriptions to search; null for all of the sign-in.</summary>
    private string[]? ChooseSubscriptions(AmlSession session, Func<WorkspaceReference?> findConfig)
    {
        if (_subscriptions.Contains(AllSubscriptions))
        {
            return null;
        }

        return _subscriptions.Length > 0
            ? [.. _subscriptions.Distinct()]
            : [session.RequireSubscriptionId(findConfig)];
    }

    /// <summary>
    /// Returns true for a name or pattern to search in the subscriptions. Any other name is that of a workspace in the resource group of
    /// the session.
    /// </summary>
    private bool IsSearched(object? workspace) =>
        workspace is string name
        && !name.Contains('/')
        && (_subscriptions.Length > 0 || WildcardPattern.ContainsWildcardCharacters(name));
}
