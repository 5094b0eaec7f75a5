using System.Management.Automation;

namespace AmlCompute.Commands.Reading;

/// <summary>The targets of one workspace that the user selected, for a command that reads each workspace once.</summary>
internal sealed class TargetScope(Workspace workspace)
{
    private readonly (WorkspaceConnection Connection, string Id) _key = workspace.Key;

    public Workspace Workspace => workspace;

    /// <summary>Gets the piped or listed targets by their names; they need no request. A target that is piped twice counts once.</summary>
    public Dictionary<string, ComputeTarget> KnownTargets { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the names without wildcards.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<WildcardPattern> Patterns { get; } = [];

    /// <summary>Returns true if a name or a pattern of the scope selects targets of this name.</summary>
    public bool SelectsName(string targetName) =>
        Names.Contains(targetName) || Patterns.Exists(pattern => pattern.IsMatch(targetName));

    /// <summary>Returns the scope of a workspace; adds it if the list does not contain it.</summary>
    public static TargetScope FindOrAdd(List<TargetScope> scopes, Workspace workspace)
    {
        (WorkspaceConnection Connection, string Id) key = workspace.Key;
        TargetScope? scope = scopes.Find(known => known._key == key);
        if (scope is null)
        {
            scopes.Add(scope = new TargetScope(workspace));
        }

        return scope;
    }
}
