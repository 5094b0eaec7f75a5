namespace AmlCompute.Models;

/// <summary>The cost of a target for an hour.</summary>
/// <param name="Floor">The cost of the fewest machines; null if it is unknown.</param>
/// <param name="Ceiling">The cost of the most machines; null if it is unknown.</param>
/// <param name="Currency">The currency, such as USD; null if the price is unknown, or if the list of sizes does not name it.</param>
/// <param name="Source">The source of the price, as in <see cref="MachinePrice"/>; null if the price is unknown.</param>
/// <param name="IsSpot">True for Spot machines, whose price varies.</param>
internal sealed record CostRange(decimal? Floor, decimal? Ceiling, string? Currency, string? Source, bool IsSpot)
{
    /// <summary>Calculates the cost of machines of a size.</summary>
    /// <param name="size">The size, with its prices.</param>
    /// <param name="isSpot">True for Spot machines.</param>
    /// <param name="fewest">The smallest number of machines.</param>
    /// <param name="most">The largest number of machines.</param>
    /// <param name="osType">Linux or Windows, in any casing.</param>
    public static CostRange Create(VmSize size, bool isSpot, int fewest, int most, string osType)
    {
        (decimal PerHour, string? Currency, string Source)? price = size.FindPrice(isSpot, osType);
        return new CostRange(
            MachinePrice.CalculateCost(price?.PerHour, fewest),
            MachinePrice.CalculateCost(price?.PerHour, most),
            price?.Currency,
            price?.Source,
            isSpot);
    }
}
