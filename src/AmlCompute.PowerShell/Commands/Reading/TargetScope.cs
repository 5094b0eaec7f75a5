using System.Management.Automation;

namespace AmlCompute.Commands.Reading;

/// <summary>The targets of one workspace that the user selected, for a command that reads each workspace once.</summary>
internal sealed class TargetScope(Workspace workspace)
{
    public Workspace Workspace => workspace;

    /// <summary>Gets the targets that were read already.</summary>
    public List<ComputeTarget> KnownTargets { get; } = [];

    public HashSet<string> Names { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<WildcardPattern> Patterns { get; } = [];

    /// <summary>Returns the scope of a workspace; adds it if the list does not contain it.</summary>
    public static TargetScope FindOrAdd(List<TargetScope> scopes, Workspace workspace)
    {
        TargetScope? scope = scopes.Find(known => known.Workspace.IsSameAs(workspace));
        if (scope is null)
        {
            scopes.Add(scope = new TargetScope(workspace));
        }

        return scope;
    }
}
