namespace AmlCompute.Models;

/// <summary>The machines of a current or planned compute target, from the fewest to the most.</summary>
/// <param name="Region">The region; null if it is unknown.</param>
/// <param name="VmSize">The size of each machine; null if it is unknown.</param>
/// <param name="OsType">Linux or Windows; null for Linux.</param>
/// <param name="IsLowPriority">True for Spot machines.</param>
/// <param name="Fewest">The smallest number of machines; null if it is unknown.</param>
/// <param name="Most">The largest number of machines; null if it is unknown.</param>
internal sealed record MachineRange(string? Region, string? VmSize, string? OsType, bool IsLowPriority, int? Fewest, int? Most)
{
    /// <summary>
    /// Returns the price of a machine; null if it is unknown. A retail price that another command read with -RetailPrices does not count,
    /// so that the cost of a change does not depend on earlier commands.
    /// </summary>
    public MachinePrice? FindPrice(PriceBook prices) =>
        prices.FindPrice(Region, VmSize, OsType, IsLowPriority) is { } price
        && (prices.UsesRetail || price.Source != MachinePrice.Retail)
            ? price
            : null;

    /// <summary>Returns true if both ranges have machines of the same price, in any number.</summary>
    public bool HasSameMachines(MachineRange other) =>
        RegionNames.Normalize(Region ?? string.Empty) == RegionNames.Normalize(other.Region ?? string.Empty)
        && string.Equals(VmSize, other.VmSize, StringComparison.OrdinalIgnoreCase)
        && string.Equals(OsType ?? "Linux", other.OsType ?? "Linux", StringComparison.OrdinalIgnoreCase)
        && IsLowPriority == other.IsLowPriority;
}
