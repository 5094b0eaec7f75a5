using System.Collections.Concurrent;

namespace AmlCompute.Models;

/// <summary>The price of a machine, from <see cref="VmSizes"/> or <see cref="Retail"/>. The price of Spot varies.</summary>
internal sealed record MachinePrice(decimal PerHour, string Currency, string Source, bool IsSpot)
{
    /// <summary>The list of sizes of the service.</summary>
    public const string VmSizes = "vmSizes";

    public const string Retail = "RetailPrices";

    public const decimal HoursPerMonth = 730;
}

/// <summary>The cost of the fewest and of the most machines of a target for an hour; null for an unknown cost.</summary>
internal sealed record CostRange(decimal? Floor, decimal? Ceiling, string? Currency, string? Source, bool IsSpot)
{
    /// <summary>Returns the range of a size. No machine costs nothing.</summary>
    public static CostRange Of(VmSize size, bool isSpot, int fewest, int most)
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

/// <summary>The machines of a target that run now. OsType is null for Linux, and Count if the number is unknown.</summary>
internal sealed record MachineUse(string? VmSize, string? OsType, bool IsLowPriority, int? Count);

/// <summary>The prices that a connection has read. Finding one sends no request.</summary>
internal sealed class PriceBook
{
    private readonly ConcurrentDictionary<string, bool> _regions = new();
    private readonly ConcurrentDictionary<string, MachinePrice> _prices = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _retail = new();
    private readonly ConcurrentDictionary<string, string> _names = new();

    /// <summary>Gets or sets a value indicating whether missing prices are read from the Retail Prices API.</summary>
    public bool UsesRetail { get; set; }

    public bool HasRegion(string region) => _regions.ContainsKey(RegionNames.KeyOf(region));

    /// <summary>Marks a region whose sizes were read.</summary>
    public void AddRegion(string region) => _regions[RegionNames.KeyOf(region)] = true;

    /// <summary>Returns the time at which the retail prices of a size were read; null if they were not.</summary>
    public DateTimeOffset? RetailTime(string region, string size) =>
        _retail.TryGetValue(Key(region, size), out DateTimeOffset time) ? time : null;

    /// <summary>Marks a size whose retail prices were read, even if it has none.</summary>
    public void AddRetail(string region, string size, DateTimeOffset time) => _retail[Key(region, size)] = time;

    /// <summary>Adds a size with the name that the region lists, because targets have their sizes in capital letters.</summary>
    public void AddName(string name) => _names[name.ToUpperInvariant()] = name;

    /// <summary>Returns a size as regions list it; unchanged if no list has it.</summary>
    public string NameOf(string size) => _names.TryGetValue(size.ToUpperInvariant(), out string? name) ? name : size;

    public void Add(string region, string size, string osType, MachinePrice price) =>
        _prices[Key(region, size, osType, price.IsSpot, price.Source)] = price;

    /// <summary>Returns the price of a size: that of the service, or else the retail price; null if it is unknown.</summary>
    public MachinePrice? Find(string? region, string? size, string? osType, bool isSpot)
    {
        if (region is null || size is null)
        {
            return null;
        }

        osType ??= "Linux";
        return _prices.TryGetValue(Key(region, size, osType, isSpot, MachinePrice.VmSizes), out MachinePrice? known)
            || _prices.TryGetValue(Key(region, size, osType, isSpot, MachinePrice.Retail), out known)
            ? known
            : null;
    }

    private static string Key(string region, string size) => $"{RegionNames.KeyOf(region)}/{size.ToUpperInvariant()}";

    private static string Key(string region, string size, string osType, bool isSpot, string source) =>
        $"{Key(region, size)}/{osType.ToUpperInvariant()}/{isSpot}/{source}";
}
