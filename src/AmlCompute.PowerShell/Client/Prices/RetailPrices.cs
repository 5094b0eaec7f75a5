using System.Text.Json;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;
using Azure.Core;

namespace AmlCompute.Client.Prices;

/// <summary>Reads prices from the Retail Prices API into the price book of a connection.</summary>
internal static class RetailPrices
{
    /// <summary>The number of sizes in one request, whose URL must not become too long.</summary>
    private const int SizesPerRequest = 15;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private static readonly JsonMember<string> Size = JsonMembers.CreateText("armSkuName");
    private static readonly JsonMember<string> Meter = JsonMembers.CreateText("skuName");
    private static readonly JsonMember<string> Product = JsonMembers.CreateText("productName");
    private static readonly JsonMember<string> Unit = JsonMembers.CreateText("unitOfMeasure");
    private static readonly JsonMember<string> Kind = JsonMembers.CreateText("type");
    private static readonly JsonMember<string> Currency = JsonMembers.CreateText("currencyCode");
    private static readonly JsonMember<decimal?> Amount = JsonMembers.CreateDecimal("retailPrice");

    /// <summary>Reads the prices of sizes in a region that were not read within the last day.</summary>
    public static async Task ReadAsync(ServiceConnection connection, string region, IEnumerable<string> sizes, CallContext call)
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
            Uri url = new($"{client.Urls.Endpoint.AbsoluteUri}?$filter={Uri.EscapeDataString(FilterOf(region, batch))}");
            ItemKind<RetailItem> items = new("retail prices", json => new RetailItem(json), "Items") { NextLink = "NextPageLink" };
            Add(book, region, await client.ItemsAsync(RequestMethod.Get, url, items, null, call).ToListAsync().ConfigureAwait(false));
            foreach (string size in batch)
            {
                book.MarkRetailRead(region, size, now);
            }
        }
    }

    private static string FilterOf(string region, IEnumerable<string> sizes) =>
        $"serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq {Quote(NameOf(region))} "
        + $"and ({string.Join(" or ", sizes.Select(size => $"armSkuName eq {Quote(size)}"))})";

    /// <summary>Returns a region in the form of the API, which compares it with its case.</summary>
#pragma warning disable CA1308 // The API has lower-case names.
    private static string NameOf(string region) => region.Replace(" ", string.Empty).ToLowerInvariant();
#pragma warning restore CA1308

    private static string Quote(string text) => $"'{text.Replace("'", "''")}'";

    private static void Add(PriceBook book, string region, IReadOnlyList<RetailItem> items)
    {
        SizePrices.RequireOneCurrency($"retail prices of {region}", items.Select(item => item.Currency));

        // Some sizes have two meters of one kind; as in the list of sizes, the lower price counts. Low priority has a meter of its own,
        // but its nodes are Spot machines now.
        foreach (RetailItem item in items.Where(item => item.IsHourly && item.Amount > 0)
            .OrderBy(item => !item.IsLowPriority).ThenByDescending(item => item.Amount))
        {
            MachinePrice price = new(item.Amount!.Value, item.Currency!, MachinePrice.Retail, item.IsSpot);
            book.Add(region, item.Size!, item.OsType, price);
        }

        if (items.FirstOrDefault(item => item.Amount < 0) is { } negative)
        {
            throw new ComputeTargetException(
                ErrorIds.MalformedResponse, $"The retail price of {negative.Size} in {region} is negative. It was not used.");
        }
    }

    /// <summary>One meter of a size.</summary>
    private sealed class RetailItem(JsonElement json)
    {
        private readonly bool _isSpot = Meter.Read(json)?.EndsWith(" Spot", StringComparison.Ordinal) == true;

        public string? Size { get; } = RetailPrices.Size.Read(json);

        public decimal? Amount { get; } = RetailPrices.Amount.Read(json);

        public string? Currency { get; } = RetailPrices.Currency.Read(json);

        public string OsType { get; } = Product.Read(json)?.EndsWith("Windows", StringComparison.Ordinal) == true ? "Windows" : "Linux";

        public bool IsLowPriority { get; } = Meter.Read(json)?.EndsWith(" Low Priority", StringComparison.Ordinal) == true;

        public bool IsSpot => IsLowPriority || _isSpot;

        public bool IsHourly { get; } =
            RetailPrices.Size.Read(json) is not null
            && RetailPrices.Currency.Read(json) is not null
            && Unit.Read(json) == "1 Hour"
            && Kind.Read(json) is null or "Consumption";
    }
}
