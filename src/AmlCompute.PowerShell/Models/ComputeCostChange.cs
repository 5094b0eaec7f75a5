namespace AmlCompute;

/// <summary>The change in the cost of a compute target that a comparison, or a step of a plan, would cause.</summary>
public abstract class ComputeCostChange
{
    private protected ComputeCostChange() { }

    /// <summary>
    /// Gets the change in the cost of an hour with the fewest nodes, in <see cref="Currency"/>; null if it is unknown, and for a type
    /// without known machines.
    /// </summary>
    public decimal? CostFloorChange => Cost?.Floor;

    /// <summary>
    /// Gets the change in the cost of an hour with the most nodes, or with the instance running, in <see cref="Currency"/>; null if it is
    /// unknown, and for a type without known machines.
    /// </summary>
    public decimal? CostCeilingChange => Cost?.Ceiling;

    /// <summary>Gets the currency of the change, such as USD; null if the change is unknown.</summary>
    public string? Currency => Cost?.Currency;

    /// <summary>Gets a value indicating whether Spot machines, whose price varies, are a part of the change.</summary>
    public bool IsSpot => Cost?.IsSpot ?? false;

    /// <summary>
    /// Gets the change in cost as text: <c>+0.29 to +1.16 USD/h (Spot)</c>, <c>none</c> or <c>unknown</c>; null for a type without known
    /// machines. A target that is deleted or extra counts as removed.
    /// </summary>
    public string? CostChange => Cost?.ToString();

    /// <summary>Gets the change; null for a type without known machines.</summary>
    internal CostDifference? Cost { get; init; }
}
