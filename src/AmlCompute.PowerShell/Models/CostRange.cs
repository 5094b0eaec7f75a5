namespace AmlCompute.Models;

/// <summary>The cost of a target for an hour.</summary>
/// <param name="Floor">The cost of the fewest machines; null if it is unknown.</param>
/// <param name="Ceiling">The cost of the most machines; null if it is unknown.</param>
/// <param name="Currency">The currency, such as USD; null if the price is unknown, or if the list of sizes does not name it.</param>
/// <param name="Source">The source of the price, as in <see cref="MachinePrice"/>; null if the price is unknown.</param>
/// <param name="IsSpot">True for Spot machines, whose price varies.</param>
internal sealed record CostRange(decimal? Floor, decimal? Ceiling, string? Currency, string? Source, bool IsSpot)
{
    public static CostRange Create(VmSize size, bool isSpot, int fewest, int most, string osType = "Linux")
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
