namespace AmlCompute.Client.Findings;

/// <summary>The facts that were read about a target.</summary>
/// <param name="Target">The target.</param>
/// <param name="Now">The time of the clock of its connection.</param>
internal sealed record FindingFacts(ComputeTarget Target, DateTimeOffset Now)
{
    /// <summary>Gets the jobs of the workspace; empty if no rule needs them, null if they are not read yet or cannot be read.</summary>
    public WorkspaceJobs? Jobs { get; init; }

    /// <summary>Gets the reason, as a clause, why the jobs could not be read; empty without a problem.</summary>
    public string JobsProblem { get; init; } = string.Empty;

    /// <summary>
    /// Gets the workspace, with its managed network if a rule needs that; null if it is not read yet or cannot be read.
    /// </summary>
    public Workspace? Workspace { get; init; }

    /// <summary>Gets the reason, as a clause, why the workspace could not be read; empty without a problem.</summary>
    public string WorkspaceProblem { get; init; } = string.Empty;

    /// <summary>Gets the result of the check of the attached resource; null if it was not checked.</summary>
    public ComputeCheck? Resource { get; init; }

    /// <summary>Returns true if a time is at least a duration ago; false for a time in the future, which a slow clock can cause.</summary>
    public bool IsLongAgo(DateTimeOffset time, TimeSpan duration) => Now - time >= duration;
}
