namespace AmlCompute.Models;

/// <summary>The public price of a machine, without discounts.</summary>
/// <param name="PerHour">The price of an hour, in the currency.</param>
/// <param name="Currency">The currency, such as USD.</param>
/// <param name="Source"><see cref="VmSizes"/> or <see cref="Retail"/>.</param>
/// <param name="IsSpot">True for a Spot machine, whose price varies.</param>
internal sealed record MachinePrice(decimal PerHour, string Currency, string Source, bool IsSpot)
{
    /// <summary>The source of a price in the list of sizes of the service.</summary>
    public const string VmSizes = "vmSizes";

    /// <summary>The source of a price in the Retail Prices API.</summary>
    public const string Retail = "RetailPrices";

    /// <summary>The hours of a month in the price calculator of Azure.</summary>
    public const decimal HoursPerMonth = 730;

    /// <summary>Returns true for a price above 0 that is so low that the cost of any number of machines fits into a decimal.</summary>
    public static bool IsPlausible(decimal? perHour) => perHour is > 0 and < 1_000_000;

    /// <summary>
    /// Returns the cost of some machines for an hour, or of a difference in their number; null if the number or the price is unknown. The
    /// cost of 0 machines is 0, even if the price is unknown.
    /// </summary>
    public static decimal? CalculateCost(decimal? perHour, int? machines) => machines == 0 ? 0 : machines * perHour;
}
