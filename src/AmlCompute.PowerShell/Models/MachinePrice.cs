namespace AmlCompute.Models;

/// <summary>The price of a machine for an hour, from <see cref="VmSizes"/> or <see cref="Retail"/>. The price of Spot varies.</summary>
internal sealed record MachinePrice(decimal PerHour, string Currency, string Source, bool IsSpot)
{
    /// <summary>The source of a price in the list of sizes of the service.</summary>
    public const string VmSizes = "vmSizes";

    /// <summary>The source of a price in the Retail Prices API.</summary>
    public const string Retail = "RetailPrices";

    public const decimal HoursPerMonth = 730;
}
