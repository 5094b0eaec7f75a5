namespace AmlCompute.Client.Findings;

/// <summary>The result of a rule for a target that has the problem, or for which the facts do not show if it has the problem.</summary>
internal sealed record Verdict
{
    /// <summary>Gets the observed values, as sentences; empty if the facts do not show whether the target has the problem.</summary>
    public string Evidence { get; private init; } = string.Empty;

    /// <summary>Gets the time since when the finding has been true; null if it is unknown.</summary>
    public DateTimeOffset? Since { get; private init; }

    /// <summary>Gets one or two commands that correct the target; null if only a replacement helps, and with an unknown reason.</summary>
    public string? Fix { get; private init; }

    /// <summary>
    /// Gets the reason, as a clause, if the facts do not show whether the target has the problem. It is null for a finding, and empty if a
    /// fact was not read yet.
    /// </summary>
    public string? UnknownReason { get; private init; }

    /// <summary>Creates a finding that a command corrects.</summary>
    public static Verdict Fixable(string evidence, string fix, DateTimeOffset? since = null) =>
        new() { Evidence = evidence, Fix = fix, Since = since };

    /// <summary>Creates a finding that only a replacement corrects; the evidence names what it would lose.</summary>
    public static Verdict NeedsReplacement(string evidence, ComputeTarget target, DateTimeOffset? since = null) =>
        new() { Evidence = $"{evidence} {DescribeLoss(target)}", Since = since };

    /// <summary>Creates the verdict if the facts do not show whether the target has the problem; the reason is a clause.</summary>
    public static Verdict Unknown(string reason) => new() { UnknownReason = reason };

    /// <summary>Creates the verdict if the service did not return the JSON member that the rule needs.</summary>
    public static Verdict UnknownWithout(string member) => Unknown($"the service did not return '{member}'");

    private static string DescribeLoss(ComputeTarget target) => target switch
    {
        ComputeInstance => "A replacement loses the files and packages on its disks; files in the file share of the workspace stay.",
        ComputeCluster => "A replacement cancels its running and waiting jobs; the cluster stores no files.",
        { IsAttached: true } => "A replacement loses only the attachment with its settings.",
        _ => "A replacement loses the settings and the data of the target.",
    };
}
