using System.Text.RegularExpressions;
using AmlCompute.Sandbox.Catalog;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>
/// Stands in for the Retail Prices API. Prices of sizes without a recorded price are invented: they follow from cores, memory and GPUs.
/// </summary>
internal static class RetailPrices
{
    private const int PageSize = 100;

    private static readonly Regex Term = new(@"(\w+) eq '((?:[^']|'')*)'", RegexOptions.CultureInvariant);

    /// <summary>Checks that a request is one to the API, which has no token and no api-version.</summary>
    public static bool IsAt(RequestContext request) =>
        request.Path.TrimEnd('/').EqualsIgnoreCase("/api/retail/prices");

    /// <summary>Serves the meters that the terms of the filter select; terms of one member are alternatives.</summary>
    public static Reply Serve(RequestContext request)
    {
        request.RequireMethod("GET");
        string filter = request.Query("$filter") ?? string.Empty;
        ILookup<string, string> terms = Term.Matches(filter).Cast<Match>()
            .ToLookup(match => match.Groups[1].Value, match => match.Groups[2].Value.Replace("''", "'"), StringComparer.Ordinal);
        int skip = int.TryParse(request.Query("$skip"), NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : 0;
        string[] regions = [.. terms["armRegionName"].Where(region => Regions.Contains(region) && !region.Any(char.IsUpper))];
        JsonObject[] meters =
        [
            .. VmCatalog.Sizes
                .Where(size => !terms.Contains("armSkuName") || terms["armSkuName"].Contains(size.Name, StringComparer.Ordinal))
                .SelectMany(size => regions.SelectMany(region => MetersOf(size, region))),
        ];
        return Reply.Ok(new JsonObject
        {
            ["BillingCurrency"] = "USD",
            ["CustomerEntityId"] = "Default",
            ["CustomerEntityType"] = "Retail",
            ["Items"] = new JsonArray([.. meters.Skip(skip).Take(PageSize)]),
            ["NextPageLink"] = meters.Length > skip + PageSize
                ? $"{request.Authority}{request.Path}?$filter={Uri.EscapeDataString(filter)}&$skip={skip + PageSize}"
                : null,
            ["Count"] = Math.Max(0, Math.Min(PageSize, meters.Length - skip)),
        });
    }

    private static IEnumerable<JsonObject> MetersOf(VmSize size, string region) =>
    [
        Meter(size, region, size.RetailPrice("LS"), string.Empty, string.Empty),
        Meter(size, region, size.RetailPrice("WS"), string.Empty, " Windows"),
        Meter(size, region, size.RetailPrice("LL"), " Spot", string.Empty),
        Meter(size, region, size.RetailPrice("LL"), " Low Priority", string.Empty),
    ];

    private static JsonObject Meter(VmSize size, string region, decimal price, string tier, string system)
    {
        string name = size.Name.Substring(size.Name.IndexOf('_') + 1).Replace('_', ' ');
        return new JsonObject
        {
            ["currencyCode"] = "USD",
            ["tierMinimumUnits"] = 0,
            ["retailPrice"] = price,
            ["unitPrice"] = price,
            ["armRegionName"] = region,
            ["location"] = region,
            ["effectiveStartDate"] = "2026-01-01T00:00:00Z",
            ["meterName"] = $"{name}{tier}",
            ["productName"] = $"Virtual Machines {size.Family}{system}",
            ["skuName"] = $"{name}{tier}",
            ["serviceName"] = "Virtual Machines",
            ["serviceFamily"] = "Compute",
            ["unitOfMeasure"] = "1 Hour",
            ["type"] = "Consumption",
            ["isPrimaryMeterRegion"] = true,
            ["armSkuName"] = size.Name,
        };
    }
}
