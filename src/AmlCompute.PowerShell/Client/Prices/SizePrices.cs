using AmlCompute.Client.Http;
using AmlCompute.Client.Regions;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Prices;

/// <summary>Reads the prices in the list of sizes of a region into the price book of a connection.</summary>
internal static class SizePrices
{
    /// <summary>Reads the sizes of a region with the prices that the service lists.</summary>
    public static async Task<IReadOnlyList<VmSize>> ReadAsync(Workspace workspace, string region, CallContext call)
    {
        IReadOnlyList<VmSize> sizes = await new RegionCatalog(workspace, region, call).ReadSizesAsync().ConfigureAwait(false);
        AddPrices(workspace.Connection.Prices, region, sizes);
        return sizes;
    }

    /// <summary>
    /// Reads the sizes of a region with their prices, those that the service does not list from the Retail Prices API; with a name, only
    /// the retail price of that size. Returns the error of a price that is not valid or cannot be read; null for none.
    /// </summary>
    public static async Task<(IReadOnlyList<VmSize> Sizes, ComputeTargetException? Problem)> ReadAllAsync(
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

        if (usesRetail || connection.Prices.UsesRetail)
        {
            IEnumerable<string> unpriced = sizes
                .Where(size => size.PricePerHour is null
                    && (name is null || size.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                .Select(size => size.Name);
            try
            {
                await RetailPrices.ReadAsync(connection, region.Location, unpriced, call).ConfigureAwait(false);
            }
            catch (ComputeTargetException exception)
            {
                problem ??= exception;
            }
        }

        return (sizes, problem);
    }

    /// <summary>Refuses prices in several currencies, because a wrong currency is worse than none.</summary>
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
        string? negative = null;
        RequireOneCurrency($"prices of {region}", sizes.Select(size => size.BillingCurrency));
        foreach (VmSize size in sizes.Where(size => size.BillingCurrency is not null && (size.UnitOfMeasure is null or "OneHour")))
        {
            // Some sizes have two prices of one kind. The higher one is the price of Windows, so the lower one is added last.
            foreach (VmPrice price in size.Prices.OrderByDescending(price => price.RetailPrice))
            {
                negative ??= price.RetailPrice < 0 ? size.Name : null;
                if (price is { RetailPrice: > 0 and { } amount, OsType: { } osType, VmTier: "Standard" or "LowPriority" })
                {
                    bool isSpot = price.VmTier == "LowPriority";
                    book.Add(region, size.Name, osType, new(amount, size.BillingCurrency!, MachinePrice.VmSizes, isSpot));
                }
            }
        }

        if (negative is not null)
        {
            throw new ComputeTargetException(
                ErrorIds.MalformedResponse, $"The price of {negative} in {region} is negative. It was not used.");
        }
    }
}
