using System.Collections.Concurrent;

namespace AmlCompute.Models;

/// <summary>
/// The prices of machines that a connection has read, and the names of sizes as regions list them. Models find a price here without a
/// request. Threads can use it at the same time.
/// </summary>
internal sealed class PriceBook
{
    /// <summary>The regions whose sizes were read. The values have no meaning; .NET has no concurrent set.</summary>
    private readonly ConcurrentDictionary<string, bool> _readRegions = new();
    private readonly ConcurrentDictionary<string, MachinePrice> _prices = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _retailReadTimes = new();
    private readonly ConcurrentDictionary<string, string> _sizeNames = new();

    /// <summary>Gets or sets a value indicating whether missing prices are read from the Retail Prices API.</summary>
    public bool UsesRetail { get; set; }

    /// <summary>Returns true if the sizes of a region were read.</summary>
    public bool IsRegionRead(string region) => _readRegions.ContainsKey(RegionNames.Normalize(region));

    /// <summary>Stores that the sizes of a region were read.</summary>
    public void MarkRegionRead(string region) => _readRegions[RegionNames.Normalize(region)] = true;

    /// <summary>Returns the time at which the retail prices of a size were read; null if they were not.</summary>
    public DateTimeOffset? FindRetailReadTime(string region, string size) =>
        _retailReadTimes.TryGetValue(CreateKey(region, size), out DateTimeOffset time) ? time : null;

    /// <summary>Stores the time at which the retail prices of a size were read, even if it has none.</summary>
    public void MarkRetailRead(string region, string size, DateTimeOffset time) => _retailReadTimes[CreateKey(region, size)] = time;

    /// <summary>Adds the name of a size as a region lists it, because targets have their sizes in capital letters.</summary>
    public void AddSizeName(string name) => _sizeNames[name.ToUpperInvariant()] = name;

    /// <summary>Returns a size as regions list it; unchanged if no list has it.</summary>
    public string FindSizeName(string size) => _sizeNames.TryGetValue(size.ToUpperInvariant(), out string? name) ? name : size;

    public void AddPrice(string region, string size, string osType, MachinePrice price) =>
        _prices[CreateKey(region, size, osType, price.IsSpot, price.Source)] = price;

    /// <summary>Returns the price of the service, or else the retail price; null if it is unknown. A null as OS type means Linux.</summary>
    public MachinePrice? FindPrice(string? region, string? size, string? osType, bool isSpot)
    {
        if (region is null || size is null)
        {
            return null;
        }

        return FindFrom(MachinePrice.VmSizes) ?? FindFrom(MachinePrice.Retail);

        MachinePrice? FindFrom(string source) =>
            _prices.TryGetValue(CreateKey(region, size, osType ?? "Linux", isSpot, source), out MachinePrice? price) ? price : null;
    }

    private static string CreateKey(string region, string size) => $"{RegionNames.Normalize(region)}/{size.ToUpperInvariant()}";

    private static string CreateKey(string region, string size, string osType, bool isSpot, string source) =>
        $"{CreateKey(region, size)}/{osType.ToUpperInvariant()}/{isSpot}/{source}";
}
