namespace AmlCompute.Models;

/// <summary>
/// The machines of a current or planned compute target, from the fewest to the most. OsType is null for Linux; another null is unknown.
/// </summary>
internal sealed record MachineRange(string? Region, string? VmSize, string? OsType, bool IsLowPriority, int? Fewest, int? Most)
{
    /// <summary>
    /// Returns the price. A retail price that another command read with -RetailPrices does not count, so that the cost of a change does not
    /// depend on earlier commands.
    /// </summary>
    public MachinePrice? FindPrice(PriceBook prices) =>
        prices.FindPrice(Region, VmSize, OsType, IsLowPriority) is { } price
        && (prices.UsesRetail || price.Source != MachinePrice.Retail)
            ? price
            : null;

    public bool HasSameMachines(MachineRange other) =>
        RegionNames.Normalize(Region ?? string.Empty) == RegionNames.Normalize(other.Region ?? string.Empty)
        && string.Equals(VmSize, other.VmSize, StringComparison.OrdinalIgnoreCase)
        && string.Equals(OsType ?? "Linux", other.OsType ?? "Linux", StringComparison.OrdinalIgnoreCase)
        && IsLowPriority == other.IsLowPriority;
}
