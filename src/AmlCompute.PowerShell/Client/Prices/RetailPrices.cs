using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Prices;

/// <summary>Reads prices from the Retail Prices API into the price book of a connection.</summary>
internal static class RetailPrices
{
    /// <summary>The number of sizes in one request, whose URL must not become too long.</summary>
    private const int SizesPerRequest = 15;

    /// <summary>The time after which a size whose price is still unknown is requested again.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>Reads the prices of sizes in a region, except of sizes that were read within the last day.</summary>
    /// <exception cref="ComputeTargetException">The prices cannot be read, or one is not valid.</exception>
    public static async Task ReadPricesAsync(ServiceConnection connection, string region, IEnumerable<string> sizes, CallContext call)
    {
        ComputeClient client = connection.Retail.Value;
        PriceBook book = connection.Prices;
        DateTimeOffset now = client.Clock.GetUtcNow();
        string[] missing =
        [
            .. sizes.Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(size => book.FindRetailReadTime(region, size) is not { } time || (now - time).Duration() >= Lifetime),
        ];
        for (int first = 0; first < missing.Length; first += SizesPerRequest)
        {
            string[] batch = [.. missing.Skip(first).Take(SizesPerRequest).Select(book.FindSizeName)];
            AddPrices(book, region, await ReadMetersAsync(client, BuildFilter(region, batch), call).ConfigureAwait(false));
            foreach (string size in batch)
            {
                book.MarkRetailRead(region, size, now);
            }
        }
    }

    private static async Task<IReadOnlyList<RetailMeter>> ReadMetersAsync(ComputeClient client, string filter, CallContext call)
    {
        Uri endpoint = client.Urls.Endpoint;
        Uri url = new($"{endpoint.AbsoluteUri}?$filter={Uri.EscapeDataString(filter)}");
        ItemKind<RetailMeter> kind = new("retail prices", json => new RetailMeter(json), "Items") { NextLinkMember = "NextPageLink" };
        try
        {
            return await client.Lists.ReadItemsAsync(url, kind, call).ToListAsync().ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.WorkspaceNotFound)
        {
            // The API has no workspaces. The address is wrong, or a proxy answered.
            string message = $"{endpoint.AbsoluteUri} was not found, so the retail prices are unknown.";
            throw new ComputeTargetException(exception, ErrorIds.ServiceUnavailable, message, exception)
            {
                Remedy = "Check the network and the proxy. "
                    + $"If the environment variable {RetailEndpoint.AddressVariable} is set, correct or remove it.",
            };
        }
    }

    /// <summary>Returns the OData filter. The API compares its values with their case, and its regions have lower-case names.</summary>
    private static string BuildFilter(string region, IEnumerable<string> sizes) =>
        $"serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq {Quote(RegionNames.Normalize(region))} "
        + $"and ({string.Join(" or ", sizes.Select(size => $"armSkuName eq {Quote(size)}"))})";

    /// <summary>Returns a text as a literal of OData.</summary>
    private static string Quote(string text) => $"'{text.Replace("'", "''")}'";

    private static void AddPrices(PriceBook book, string region, IReadOnlyList<RetailMeter> meters)
    {
        SizePrices.RequireOneCurrency($"retail prices of {region}", meters.Select(meter => meter.Currency));

        // Some sizes have two meters of one kind; as in the list of sizes, the lower price counts, so it is added last. Low priority has a
        // meter of its own, but its nodes are Spot machines now; the price of Spot replaces it.
        RetailMeter[] hourly = [.. meters.Where(meter => meter.IsHourlyPriceOfSize)];
        foreach (RetailMeter meter in hourly.Where(meter => MachinePrice.IsPlausible(meter.Amount))
            .OrderBy(meter => !meter.IsLowPriority).ThenByDescending(meter => meter.Amount))
        {
            MachinePrice price = new(meter.Amount!.Value, meter.Currency!, MachinePrice.Retail, meter.IsSpot);
            book.AddPrice(region, meter.Size!, meter.OsType, price);
        }

        if (Array.Find(hourly, meter => meter.Amount < 0) is { } negative)
        {
            throw new ComputeTargetException(
                ErrorIds.MalformedResponse, $"The retail price of {negative.Size} in {region} is negative. It was not used.");
        }
    }
}
