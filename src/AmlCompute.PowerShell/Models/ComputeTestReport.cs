namespace AmlCompute;

/// <summary>What Test-AmlComputeTarget found out about one compute target, wanted or existing.</summary>
public sealed class ComputeTestReport
{
    internal ComputeTestReport(string? name, string? computeType, string workspaceName, IReadOnlyList<ComputeCheck> checks)
    {
        Name = name;
        ComputeType = computeType;
        WorkspaceName = workspaceName;
        Checks = checks;
    }

    /// <summary>Gets the name; null when a configuration was tested without one.</summary>
    public string? Name { get; }

    /// <summary>Gets the compute type, in the service's words; null when there is no such target.</summary>
    public string? ComputeType { get; }

    /// <summary>Gets the name of the workspace.</summary>
    public string WorkspaceName { get; }

    /// <summary>Gets a value indicating whether no check failed: what the test answers without -Detailed.</summary>
    public bool Passed => Checks.All(check => check.Outcome != ComputeCheckOutcome.Failed);

    /// <summary>Gets the checks, in the order they were made.</summary>
    public IReadOnlyList<ComputeCheck> Checks { get; }

    /// <summary>Shows the name and the checks that did not pass.</summary>
    /// <returns>For example <c>cpu: passed</c>, or <c>cpu: FamilyQuota failed</c>.</returns>
    public override string ToString()
    {
        string text = string.Join(
            ", ", Checks.Where(check => check.Outcome is ComputeCheckOutcome.Failed or ComputeCheckOutcome.Warning).Select(check => $"{check.Name} {check.Outcome.ToString().ToLowerInvariant()}"));
        return $"{Name ?? ComputeType}: {(text.Length == 0 ? "passed" : text)}";
    }
}

/// <summary>One check of Test-AmlComputeTarget.</summary>
public sealed class ComputeCheck
{
    internal ComputeCheck(string name, ComputeCheckOutcome outcome, string message)
    {
        Name = name;
        Outcome = outcome;
        Message = message;
    }

    /// <summary>Gets what was checked, such as Name, VmSize or FamilyQuota.</summary>
    public string Name { get; }

    /// <summary>Gets how it came out.</summary>
    public ComputeCheckOutcome Outcome { get; }

    /// <summary>Gets what was found, in words.</summary>
    public string Message { get; }

    /// <summary>Gets how many there are to be had, where something is counted: cores, nodes or clusters.</summary>
    public int? Have { get; internal init; }

    /// <summary>Gets how many are needed, where something is counted.</summary>
    public int? Need { get; internal init; }

    /// <summary>Gets the names of virtual machine sizes that would do instead; empty when none was looked for or found.</summary>
    public IReadOnlyList<string> FittingSizes { get; internal init; } = [];

    /// <summary>Gets the id of the error that New- or Connect-AmlComputeTarget would end in; null where they would go ahead.</summary>
    public string? ErrorId { get; internal init; }

    /// <summary>Gets a value indicating whether the service makes the target although the check failed: it only cannot grow as large as it may.</summary>
    internal bool IsTakenAnyway { get; init; }

    /// <summary>Gets what helps in this very case, for that error.</summary>
    internal string? Remedy { get; init; }

    /// <summary>Shows all of it.</summary>
    /// <returns>For example <c>FamilyQuota failed: ...</c>.</returns>
    public override string ToString() => $"{Name} {Outcome.ToString().ToLowerInvariant()}: {Message}";
}

/// <summary>How a check came out.</summary>
public enum ComputeCheckOutcome
{
    /// <summary>All is well.</summary>
    Passed,

    /// <summary>It may work, or only for a part.</summary>
    Warning,

    /// <summary>It will not work as it is wanted.</summary>
    Failed,

    /// <summary>It could not be checked, or did not apply any more.</summary>
    Skipped,
}
