namespace AmlCompute;

/// <summary>One check of Test-AmlComputeTarget.</summary>
public sealed class ComputeCheck
{
    internal ComputeCheck(string name, ComputeCheckOutcome outcome, string message)
    {
        Name = name;
        Outcome = outcome;
        Message = message;
    }

    /// <summary>Gets the subject of the check, such as Name, VmSize or FamilyQuota.</summary>
    public string Name { get; }

    /// <summary>Gets the outcome of the check.</summary>
    public ComputeCheckOutcome Outcome { get; }

    /// <summary>Gets the result of the check as a sentence, with the values that decided it.</summary>
    public string Message { get; }

    /// <summary>Gets the available number of cores, of nodes, or of clusters and instances; null if the check has none.</summary>
    public int? Have { get; internal init; }

    /// <summary>Gets the required number of cores, of nodes, or of clusters and instances; null if the check has none.</summary>
    public int? Need { get; internal init; }

    /// <summary>Gets the names of sizes that would pass the check; empty if the check did not search any or found none.</summary>
    public IReadOnlyList<string> FittingSizes { get; internal init => field = new TextList<string>([.. value]); } = TextList<string>.None;

    /// <summary>Gets the id of the error with which New- or Connect-AmlComputeTarget would stop; null if they would continue.</summary>
    public string? ErrorId { get; internal init; }

    /// <summary>Gets the cost of the tested machines; null if the check does not know it.</summary>
    internal CostRange? Cost { get; init; }

    /// <summary>Gets a value indicating whether the service creates the target despite the check, which limits only its growth.</summary>
    internal bool AllowsCreation { get; init; }

    /// <summary>Gets the quota whose cores the check counts; null for another check.</summary>
    internal QuotaShare? Quota { get; init; }

    /// <summary>Gets the recommended action; null if the recommendation for the error id applies.</summary>
    internal string? Remedy { get; init; }

    /// <summary>Gets a value indicating whether the message names the compute target, so that the error does not add it.</summary>
    internal bool MessageNamesTarget { get; init; }

    /// <summary>Shows the name, the outcome and the message, for example <c>FamilyQuota failed: ...</c>.</summary>
    public override string ToString() => $"{Name} {Outcome.ToString().ToLowerInvariant()}: {Message}";

    /// <summary>Creates the error with which New- or Connect-AmlComputeTarget would stop. The check must have an error id.</summary>
    internal ComputeTargetException ToError(string computeName) =>
        new(ErrorId!, Message) { ComputeName = computeName, Remedy = Remedy, LacksName = !MessageNamesTarget };
}
