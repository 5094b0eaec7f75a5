using System.Globalization;

namespace AmlCompute.Models;

/// <summary>The machines of a current or planned compute target, from the fewest to the most.</summary>
internal sealed record MachineRange(string? Region, string? VmSize, string? OsType, bool IsLowPriority, int? Fewest, int? Most)
{
    /// <summary>
    /// Returns the price. A retail price that another command read with -RetailPrices does not count, so that the cost of a change does not
    /// depend on earlier commands.
    /// </summary>
    public MachinePrice? PriceIn(PriceBook prices) =>
        prices.Find(Region, VmSize, OsType, IsLowPriority) is { } price && (prices.UsesRetail || price.Source != MachinePrice.Retail)
            ? price
            : null;

    public bool HasSameMachines(MachineRange other) =>
        RegionNames.KeyOf(Region ?? string.Empty) == RegionNames.KeyOf(other.Region ?? string.Empty)
        && string.Equals(VmSize, other.VmSize, StringComparison.OrdinalIgnoreCase)
        && string.Equals(OsType ?? "Linux", other.OsType ?? "Linux", StringComparison.OrdinalIgnoreCase)
        && IsLowPriority == other.IsLowPriority;
}

/// <summary>The change in the cost of an hour, with the fewest and with the most machines; null for an unknown one.</summary>
internal sealed record CostDifference(decimal? Floor, decimal? Ceiling, string? Currency, bool IsSpot)
{
    public bool IsUnknown => Floor is null || Ceiling is null;

    /// <summary>Returns the change between two states of a target, null for a missing one; null if neither has machines.</summary>
    public static CostDifference? Between(MachineRange? before, MachineRange? after, PriceBook prices)
    {
        if ((before ?? after) is not { } any)
        {
            return null;
        }

        before ??= any with { Fewest = 0, Most = 0 };
        after ??= any with { Fewest = 0, Most = 0 };
        MachinePrice? old = before.Most == 0 ? null : before.PriceIn(prices);
        MachinePrice? planned = after.Most == 0 ? null : after.PriceIn(prices);
        bool isMixed = old is not null && planned is not null && !old.Currency.Equals(planned.Currency, StringComparison.OrdinalIgnoreCase);
        decimal? floor = Change(before.Fewest, after.Fewest);
        decimal? ceiling = Change(before.Most, after.Most);
        return new CostDifference(
            floor,
            ceiling,
            (floor ?? ceiling) is null || isMixed ? null : (planned ?? old)?.Currency,
            before.IsLowPriority || after.IsLowPriority);

        // The cost of the same machines changes by their number only, so an unknown price does not matter if that stays the same.
        decimal? Change(int? from, int? to) =>
            before.HasSameMachines(after) ? Cost(to - from, planned ?? old)
            : isMixed && !(from == 0 && to == 0) ? null
            : Cost(to, planned) - Cost(from, old);

        static decimal? Cost(int? machines, MachinePrice? price) => machines == 0 ? 0 : machines * price?.PerHour;
    }

    /// <summary>Returns for example <c>+0.29 to +1.16 USD/h (Spot)</c>, <c>none</c> or <c>unknown</c>.</summary>
    public override string ToString() => (Floor, Ceiling) switch
    {
        (0, 0) => "none",
        (null, _) or (_, null) => "unknown" + Spot,
        var (floor, ceiling) when floor == ceiling => $"{Text(floor)} {Currency}/h{Spot}",
        _ => $"{Text(Floor)} to {Text(Ceiling)} {Currency}/h{Spot}",
    };

    private string Spot => IsSpot ? " (Spot)" : string.Empty;

    private static string? Text(decimal? amount) => amount?.ToString("+0.00##;-0.00##;0", CultureInfo.InvariantCulture);
}
