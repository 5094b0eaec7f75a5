using System.Text.RegularExpressions;
using AmlCompute.Sandbox.Catalog;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>
/// Stands in for the Retail Prices API of Azure. A size without a recorded price gets one that is derived from cores, memory and GPUs.
/// </summary>
internal static class RetailPrices
{
    // The option PageSize does not change this number.
    private const int PageSize = 100;

    private static readonly Regex FilterTerm = new(@"(\w+) eq '((?:[^']|'')*)'", RegexOptions.CultureInvariant);

    /// <summary>Checks that a request is one for prices, which needs no token and no api-version.</summary>
    public static bool IsPriceRequest(RequestContext request) => request.Path.TrimEnd('/').EqualsIgnoreCase("/api/retail/prices");

    /// <summary>Serves a page of the meters that the filter selects.</summary>
    public static Reply ServePrices(RequestContext request)
    {
        request.RequireMethod("GET");
        string filter = request.FindQueryValue("$filter") ?? string.Empty;
        JsonObject[] meters = [.. ListMeters(filter)];
        bool hasSkip = int.TryParse(request.FindQueryValue("$skip"), NumberStyles.None, CultureInfo.InvariantCulture, out int skip);
        int start = hasSkip ? Math.Min(skip, meters.Length) : 0;
        int next = start + PageSize;
        return Reply.Ok(new JsonObject
        {
            ["BillingCurrency"] = "USD",
            ["CustomerEntityId"] = "Default",
            ["CustomerEntityType"] = "Retail",
            ["Items"] = new JsonArray([.. meters.Skip(start).Take(PageSize)]),
            ["NextPageLink"] = meters.Length > next
                ? $"{request.Authority}{request.Path}?$filter={Uri.EscapeDataString(filter)}&$skip={next}"
                : null,
            ["Count"] = Math.Min(PageSize, meters.Length - start),
        });
    }

    /// <summary>
    /// Lists the meters that fit the terms armRegionName and armSkuName of a filter; other terms are ignored. Terms of one member are
    /// alternatives, and a filter without a region selects no meters.
    /// </summary>
    private static IEnumerable<JsonObject> ListMeters(string filter)
    {
        ILookup<string, string> terms = FilterTerm.Matches(filter).Cast<Match>()
            .ToLookup(term => term.Groups[1].Value, term => term.Groups[2].Value.Replace("''", "'"), StringComparer.Ordinal);

        // Unlike Azure Resource Manager, the Retail Prices API compares the names of sizes and regions exactly.
        string[] regions =
        [
            .. terms["armRegionName"].Distinct().Where(region => Regions.Contains(region) && region == Regions.NormalizeName(region)),
        ];
        return VmCatalog.Sizes
            .Where(size => !terms.Contains("armSkuName") || terms["armSkuName"].Contains(size.Name, StringComparer.Ordinal))
            .SelectMany(size => regions.SelectMany(region => RenderMeters(size, region)));
    }

    private static IEnumerable<JsonObject> RenderMeters(VmSize size, string region)
    {
        decimal lowPriorityPrice = size.GetRetailPrice(PriceKind.LinuxLowPriority);
        return
        [
            RenderMeter(size, region, size.GetRetailPrice(PriceKind.LinuxStandard), tier: string.Empty, system: string.Empty),
            RenderMeter(size, region, size.GetRetailPrice(PriceKind.WindowsStandard), tier: string.Empty, system: " Windows"),
            RenderMeter(size, region, lowPriorityPrice, tier: " Spot", system: string.Empty),
            RenderMeter(size, region, lowPriorityPrice, tier: " Low Priority", system: string.Empty),
        ];
    }

    /// <summary>Renders a meter. The API shows the tier and the operating system only as suffixes of names.</summary>
    private static JsonObject RenderMeter(VmSize size, string region, decimal price, string tier, string system)
    {
        string meterName = size.Name.Substring(size.Name.IndexOf('_') + 1).Replace('_', ' ') + tier;
        return new JsonObject
        {
            ["currencyCode"] = "USD",
            ["tierMinimumUnits"] = 0,
            ["retailPrice"] = price,
            ["unitPrice"] = price,
            ["armRegionName"] = region,
            ["location"] = region,
            ["effectiveStartDate"] = "2026-01-01T00:00:00Z",
            ["meterName"] = meterName,
            ["productName"] = $"Virtual Machines {size.Family}{system}",
            ["skuName"] = meterName,
            ["serviceName"] = "Virtual Machines",
            ["serviceFamily"] = "Compute",
            ["unitOfMeasure"] = "1 Hour",
            ["type"] = "Consumption",
            ["isPrimaryMeterRegion"] = true,
            ["armSkuName"] = size.Name,
        };
    }
}
