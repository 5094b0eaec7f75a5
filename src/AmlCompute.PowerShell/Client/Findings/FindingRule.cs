namespace AmlCompute.Client.Findings;

/// <summary>A rule. It depends only on the facts about a target, and returns null if the target has no problem.</summary>
internal sealed record FindingRule(
    string Id, ComputeFindingCategory Category, ComputeFindingSeverity Severity, Func<FindingFacts, FindingLimits, Verdict?> Judge)
{
    /// <summary>Gets the GUID of the built-in Azure Policy that audits the same; null for none.</summary>
    public string? PolicyId { get; init; }

    public bool UsesJobs { get; init; }

    public bool UsesWorkspace { get; init; }

    /// <summary>Gets a value indicating whether the rule reads the attached resource of a target, and runs only when it is named.</summary>
    public bool ReadsResource { get; init; }

    /// <summary>Gets a value indicating whether the rule judges targets whose creation failed; no other rule does.</summary>
    public bool JudgesFailed { get; init; }
}

/// <summary>The thresholds of the rules.</summary>
/// <param name="IdleFor">The time without jobs, or stopped, after which a target counts as idle.</param>
/// <param name="StoppedFor">The time after which a stopped instance counts as unused.</param>
/// <param name="RetiringWithin">The time before a retirement in which it is reported.</param>
internal sealed record FindingLimits(TimeSpan IdleFor, TimeSpan StoppedFor, TimeSpan RetiringWithin);

/// <summary>The result of a rule for a target that is not known to be without the problem.</summary>
internal sealed record Verdict
{
    /// <summary>Gets the observed values, as sentences.</summary>
    public string Evidence { get; private init; } = string.Empty;

    /// <summary>Gets the time since when the finding has been true.</summary>
    public DateTimeOffset? Since { get; private init; }

    /// <summary>Gets the command that corrects the target; null if only a replacement helps.</summary>
    public string? Fix { get; private init; }

    /// <summary>Gets the reason, as a clause, if the facts do not show whether the target has the problem; null for a finding.</summary>
    public string? Unknown { get; private init; }

    public static Verdict Fixable(string evidence, string fix, DateTimeOffset? since = null) =>
        new() { Evidence = evidence, Fix = fix, Since = since };

    /// <summary>Creates a finding that only a replacement corrects; the evidence names what it would lose.</summary>
    public static Verdict Replace(string evidence, ComputeTarget target, DateTimeOffset? since = null) =>
        new() { Evidence = $"{evidence} {LossOf(target)}", Since = since };

    public static Verdict NotKnown(string reason) => new() { Unknown = reason };

    /// <summary>Creates the verdict of a rule for which the service did not return a member.</summary>
    public static Verdict Missing(string member) => NotKnown($"the service did not return '{member}'");

    private static string LossOf(ComputeTarget target) => target switch
    {
        ComputeInstance => "A replacement loses the files and packages on its disks; files in the file share of the workspace stay.",
        ComputeCluster => "A replacement cancels its running and waiting jobs; the cluster stores no files.",
        { IsAttached: true } => "A replacement loses only the attachment with its settings.",
        _ => "A replacement loses the settings and the data of the target.",
    };
}
