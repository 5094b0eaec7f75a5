namespace AmlCompute;

/// <summary>The step of a plan for one compute target.</summary>
public sealed class ComputePlanStep
{
    /// <summary>
    /// Creates a step, with texts and a flag computed from its lists. A saved step sets them again, because its lists are empty if it was
    /// saved as JSON of a small depth.
    /// </summary>
    internal ComputePlanStep(
        ComputeSyncAction action,
        string name,
        string type,
        IList<ComputePropertyDifference> differences,
        IList<ComputePlanProblem> problems)
    {
        Action = action;
        Name = name;
        Type = type;
        Differences = new TextList<ComputePropertyDifference>(differences);
        Problems = new TextList<ComputePlanProblem>(problems);
        Changes = string.Join("; ", differences);
        Warnings = string.Join("; ", problems);
        HasErrors = problems.Any(problem => problem.IsError);
    }

    /// <summary>Gets the action that the step applies to the compute target.</summary>
    public ComputeSyncAction Action { get; }

    /// <summary>Gets the name of the compute target.</summary>
    public string Name { get; }

    /// <summary>Gets the compute type, in the service's words.</summary>
    public string Type { get; }

    /// <summary>Gets the changes of properties as text, joined by semicolons.</summary>
    public string Changes { get; internal init; }

    /// <summary>Gets the differences, one for each property; empty if the target is created, attached, deleted or detached.</summary>
    public IReadOnlyList<ComputePropertyDifference> Differences { get; }

    /// <summary>Gets a value indicating whether only a replacement of the target can apply all differences.</summary>
    public bool NeedsReplacement { get; internal init; }

    /// <summary>
    /// Gets the state of the target that the plan is for, as JSON: its time of creation, its type, its <see cref="ComputeTarget.State"/> if
    /// the step depends on that, and a digest of each property that the step could overwrite; empty if the target must not exist. The step
    /// is not applied to a target in another state.
    /// </summary>
    public string Precondition { get; internal init; } = string.Empty;

    /// <summary>Gets the names of the secret settings that the step needs from the files or configurations.</summary>
    public IReadOnlyList<string> Secrets { get; internal init => field = new TextList<string>([.. value]); } = TextList<string>.None;

    /// <summary>Gets the problems: errors, with which the step is not applied, and warnings.</summary>
    public IReadOnlyList<ComputePlanProblem> Problems { get; }

    /// <summary>Gets the problems as text, joined by semicolons.</summary>
    public string Warnings { get; internal init; }

    /// <summary>Gets a value indicating whether the step has an error.</summary>
    public bool HasErrors { get; internal init; }

    /// <summary>Gets the path of the file that contains the wanted configuration; null if it did not come from a file.</summary>
    public string? Path { get; internal init; }

    /// <summary>
    /// Gets the change in the cost of an hour with the fewest nodes, or with the instance in its current state, in <see cref="Currency"/>;
    /// a new instance runs. Null if it is unknown, and for a type without known machines.
    /// </summary>
    public decimal? CostFloorChange => Cost?.Floor;

    /// <summary>
    /// Gets the change in the cost of an hour with the most nodes, or with the instance running, in <see cref="Currency"/>; null if it is
    /// unknown, and for a type without known machines.
    /// </summary>
    public decimal? CostCeilingChange => Cost?.Ceiling;

    /// <summary>
    /// Gets the currency of the changes, such as USD; null if both are unknown, if no price is known, or if the prices have two currencies.
    /// </summary>
    public string? Currency => Cost?.Currency;

    /// <summary>Gets a value indicating whether Spot machines, whose price varies, are a part of the change.</summary>
    public bool IsSpot => Cost?.IsSpot ?? false;

    /// <summary>
    /// Gets the change in cost as text: <c>+0.29 to +1.16 USD/h (Spot)</c>, <c>none</c> or <c>unknown</c>; null for a type without known
    /// machines.
    /// </summary>
    public string? CostChange => Cost?.ToString();

    /// <summary>
    /// Gets the action as tables show it: <c>+ create</c>, <c>+ attach</c>, <c>~ change</c>, <c>-/+ replace</c>, <c>- delete</c>,
    /// <c>- detach</c>, or <c>none</c> after two spaces.
    /// </summary>
    public string Symbol => Action switch
    {
        ComputeSyncAction.Create => "+ create",
        ComputeSyncAction.Attach => "+ attach",
        ComputeSyncAction.Update => "~ change",
        ComputeSyncAction.Replace => "-/+ replace",
        ComputeSyncAction.Delete => "- delete",
        ComputeSyncAction.Detach => "- detach",
        _ => "  none",
    };

    /// <summary>Gets the change in cost; null for a type without known machines.</summary>
    internal CostDifference? Cost { get; init; }

    /// <summary>Gets a value indicating whether the step changes something and has no error.</summary>
    internal bool IsApplicable => Action != ComputeSyncAction.None && !HasErrors;

    internal bool IsRemoval => Action is ComputeSyncAction.Delete or ComputeSyncAction.Detach;

    /// <summary>Shows the action, the name and the changes, for example <c>~ change cpu: MaxNodes: 4 -> 8</c>.</summary>
    public override string ToString() => $"{Symbol} {Name}{(Changes.Length == 0 ? string.Empty : $": {Changes}")}";

    /// <summary>Returns the content of the step for the digest of the plan.</summary>
    internal JsonArray CreateDigestContent() =>
        [Action.ToString(), Name, Type, Changes, NeedsReplacement, Precondition, string.Join(" ", Secrets), Warnings, HasErrors];
}
