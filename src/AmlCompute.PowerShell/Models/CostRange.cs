namespace AmlCompute.Models;

/// <summary>The cost of the fewest and of the most machines of a target for an hour; null for an unknown cost.</summary>
internal sealed record CostRange(decimal? Floor, decimal? Ceiling, string? Currency, string? Source, bool IsSpot)
{
    /// <summary>Creates the range of a size. No machine costs nothing, even if the price is unknown.</summary>
    public static CostRange Create(VmSize size, bool isSpot, int fewest, int most)
    {
        decimal? price = isSpot ? size.LowPriorityPricePerHour : size.PricePerHour;
        return new CostRange(
            fewest == 0 ? 0 : fewest * price,
            most == 0 ? 0 : most * price,
            price is null ? null : size.Currency,
            price is null ? null : size.PriceSource,
            isSpot);
    }
}
