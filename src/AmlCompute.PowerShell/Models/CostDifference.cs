using System.Globalization;

namespace AmlCompute.Models;

/// <summary>The change in the cost of a target for an hour.</summary>
/// <param name="Floor">The change with the fewest machines; null if it is unknown.</param>
/// <param name="Ceiling">The change with the most machines; null if it is unknown.</param>
/// <param name="Currency">
/// The currency, such as USD; null if both changes are unknown, if no price is known, or if the prices have two currencies.
/// </param>
/// <param name="IsSpot">True if Spot machines, whose price varies, are a part of the change.</param>
internal sealed record CostDifference(decimal? Floor, decimal? Ceiling, string? Currency, bool IsSpot)
{
    public bool IsUnknown => Floor is null || Ceiling is null;

    private string SpotSuffix => IsSpot ? " (Spot)" : string.Empty;

    /// <summary>Returns the change between two states of a target, null for a missing one; null if neither state has machines.</summary>
    public static CostDifference? Calculate(MachineRange? before, MachineRange? after, PriceBook prices)
    {
        if ((before ?? after) is not { } existing)
        {
            return null;
        }

        MachineRange noMachines = existing with { Fewest = 0, Most = 0 };
        return CalculateChange(before ?? noMachines, after ?? noMachines, prices);
    }

    /// <summary>Returns for example <c>+0.29 to +1.16 USD/h (Spot)</c>, <c>none</c> or <c>unknown</c>.</summary>
    public override string ToString() => (Floor, Ceiling) switch
    {
        (0, 0) => "none",
        ({ } floor, { } ceiling) when floor == ceiling => $"{FormatAmount(floor)} {Currency}/h{SpotSuffix}",
        ({ } floor, { } ceiling) => $"{FormatAmount(floor)} to {FormatAmount(ceiling)} {Currency}/h{SpotSuffix}",
        _ => "unknown" + SpotSuffix,
    };

    private static CostDifference CalculateChange(MachineRange before, MachineRange after, PriceBook prices)
    {
        // A state without machines has no price, so that only the price of the other state decides on the currency.
        MachinePrice? oldPrice = before.Most == 0 ? null : before.FindPrice(prices);
        MachinePrice? newPrice = after.Most == 0 ? null : after.FindPrice(prices);
        bool hasTwoCurrencies = oldPrice is not null
            && newPrice is not null
            && !oldPrice.Currency.Equals(newPrice.Currency, StringComparison.OrdinalIgnoreCase);
        decimal? floor = Subtract(before.Fewest, after.Fewest);
        decimal? ceiling = Subtract(before.Most, after.Most);
        string? currency = hasTwoCurrencies || (floor is null && ceiling is null) ? null : (newPrice ?? oldPrice)?.Currency;
        return new CostDifference(floor, ceiling, currency, before.IsLowPriority || after.IsLowPriority);

        decimal? Subtract(int? oldCount, int? newCount)
        {
            if (before.HasSameMachines(after))
            {
                // Only the number of machines can change the cost, so an unknown price does not matter if the number stays the same.
                return MachinePrice.CalculateCost((newPrice ?? oldPrice)?.PerHour, newCount - oldCount);
            }

            return hasTwoCurrencies && (oldCount, newCount) is not (0, 0)
                ? null
                : MachinePrice.CalculateCost(newPrice?.PerHour, newCount) - MachinePrice.CalculateCost(oldPrice?.PerHour, oldCount);
        }
    }

    private static string FormatAmount(decimal amount) => amount.ToString("+0.00##;-0.00##;0", CultureInfo.InvariantCulture);
}
