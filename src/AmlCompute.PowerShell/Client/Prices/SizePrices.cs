using AmlCompute.Client.Http;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Prices;

/// <summary>
/// Reads the list of sizes of a region, and adds its prices to the price book of the connection; on demand also the retail prices of sizes
/// without a price.
/// </summary>
internal static class SizePrices
{
    private const string Dedicated = "Standard";
    private const string LowPriority = "LowPriority";

    /// <summary>Reads the prices in the list of sizes of a region.</summary>
    /// <exception cref="ComputeTargetException">The sizes cannot be read, or a price is not valid.</exception>
    public static async Task ReadPricesAsync(Workspace workspace, string region, CallContext call)
    {
        IReadOnlyList<VmSize> sizes = await new RegionCatalog(workspace, region, call).ReadSizesAsync().ConfigureAwait(false);
        AddPrices(workspace.Connection.Prices, region, sizes);
    }

    /// <summary>
    /// Reads the sizes of a region with the prices that the service lists, and on demand the retail prices of sizes without a
    /// <see cref="VmSize.PricePerHour"/>.
    /// </summary>
    /// <param name="region">The region.</param>
    /// <param name="usesRetail">True for retail prices even if the connection does not use them.</param>
    /// <param name="call">The call of the user.</param>
    /// <param name="name">The name of the only size whose retail price is read; null for all.</param>
    /// <returns>The sizes, and the first error of a price that is not valid or cannot be read; null for none.</returns>
    /// <exception cref="ComputeTargetException">The sizes cannot be read.</exception>
    public static async Task<(IReadOnlyList<VmSize> Sizes, ComputeTargetException? Problem)> ReadSizesAndRetailAsync(
        RegionCatalog region, bool usesRetail, CallContext call, string? name = null)
    {
        ServiceConnection connection = region.Connection;
        IReadOnlyList<VmSize> sizes = await region.ReadSizesAsync().ConfigureAwait(false);
        ComputeTargetException? problem = null;
        try
        {
            AddPrices(connection.Prices, region.Location, sizes);
        }
        catch (ComputeTargetException exception)
        {
            problem = exception;
        }

        if (!usesRetail && !connection.Prices.UsesRetail)
        {
            return (sizes, problem);
        }

        IEnumerable<string> unpriced = sizes
            .Where(size => size.PricePerHour is null && (name is null || size.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            .Select(size => size.Name);
        try
        {
            await RetailPrices.ReadPricesAsync(connection, region.Location, unpriced, call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
        {
            problem ??= exception;
        }

        return (sizes, problem);
    }

    /// <summary>Refuses prices in several currencies, because a wrong currency is worse than none. A price can have none.</summary>
    /// <param name="prices">The prices in the message of the error, such as <c>prices of westeurope</c>.</param>
    /// <param name="currencies">The currencies of the prices, in any casing; null for a price without one.</param>
    /// <exception cref="ComputeTargetException">There are several currencies.</exception>
    public static void RequireOneCurrency(string prices, IEnumerable<string?> currencies)
    {
        string[] distinct = [.. currencies.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
        if (distinct.Length > 1)
        {
            throw new ComputeTargetException(
                ErrorIds.MalformedResponse, $"The {prices} have several currencies ({string.Join(", ", distinct)}). None was used.");
        }
    }

    private static void AddPrices(PriceBook book, string region, IReadOnlyList<VmSize> sizes)
    {
        foreach (VmSize size in sizes)
        {
            book.AddSizeName(size.Name);
        }

        book.MarkRegionRead(region);
        RequireOneCurrency($"prices of {region}", sizes.Select(size => size.BillingCurrency));
        VmSize[] priced = [.. sizes.Where(size => size.BillingCurrency is not null && size.HasHourlyPrices)];
        foreach (VmSize size in priced)
        {
            AddPricesOfSize(book, region, size);
        }

        if (Array.Find(priced, size => size.Prices.Any(price => price.RetailPrice < 0)) is { } negative)
        {
            throw new ComputeTargetException(
                ErrorIds.MalformedResponse, $"The price of {negative.Name} in {region} is negative. It was not used.");
        }
    }

    private static void AddPricesOfSize(PriceBook book, string region, VmSize size)
    {
        // Some sizes have two prices of one kind. The higher one is the price of Windows, so the lower one is added last.
        foreach (VmPrice price in size.Prices.OrderByDescending(price => price.RetailPrice))
        {
            if (price is { RetailPrice: { } amount, OsType: { } osType, VmTier: Dedicated or LowPriority }
                && MachinePrice.IsPlausible(amount))
            {
                book.AddPrice(
                    region, size.Name, osType, new(amount, size.BillingCurrency!, MachinePrice.VmSizes, price.VmTier == LowPriority));
            }
        }
    }
}
