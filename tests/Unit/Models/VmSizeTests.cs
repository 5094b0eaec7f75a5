using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Models;

/// <summary>The prices, uses and limits of the sizes and usages of a region.</summary>
public sealed class VmSizeTests
{
    [Fact]
    public void The_cost_of_Spot_machines_has_the_currency_and_the_source_of_their_own_price()
    {
        PriceBook prices = new();
        prices.AddPrice("westeurope", "Standard_A", "Linux", new MachinePrice(2m, "EUR", MachinePrice.Retail, IsSpot: false));
        VmSize size = Create(
            """
            { "name": "Standard_A", "estimatedVMPrices": { "billingCurrency": "USD", "values": [
                { "osType": "Linux", "vmTier": "LowPriority", "retailPrice": 0.5 } ] } }
            """,
            prices);

        Assert.Equal(
            new CostRange(0, 1m, "USD", MachinePrice.VmSizes, IsSpot: true), CostRange.Create(size, isSpot: true, 0, 2, "Linux"));
        Assert.Equal(
            new CostRange(2m, 4m, "EUR", MachinePrice.Retail, IsSpot: false), CostRange.Create(size, isSpot: false, 1, 2, "Linux"));
        Assert.Equal(("EUR", MachinePrice.Retail), (size.Currency, size.PriceSource));
    }

    [Theory]
    [InlineData("\"OneHour\"", "0.25", 0.25)]
    [InlineData("\"onehour\"", "0.25", 0.25)]
    [InlineData("null", "0.25", 0.25)]
    [InlineData("\"OneMonth\"", "0.25", null)]
    [InlineData("\"OneHour\"", "0", null)]
    [InlineData("\"OneHour\"", "1e27", null)]
    public void Only_a_plausible_price_of_an_hour_is_a_price(string unit, string price, double? perHour)
    {
        VmSize size = Create(
            $$"""
            { "name": "Standard_A", "estimatedVMPrices": { "billingCurrency": "USD", "unitOfMeasure": {{unit}}, "values": [
                { "osType": "Linux", "vmTier": "Standard", "retailPrice": {{price}} } ] } }
            """);

        Assert.Equal(((decimal?)perHour, (decimal?)perHour * 730), (size.PricePerHour, size.CostPerMonth));
    }

    [Fact]
    public void A_text_of_a_list_that_is_not_valid_Unicode_is_left_out() =>
        Assert.Equal(["MIR"], Create("""{ "supportedComputeTypes": ["\ud800", "MIR", 5] }""").SupportedComputeTypes);

    [Theory]
    [InlineData(2147483647, 1, 0, 2147483647)]
    [InlineData(-5, 2147483647, 2147483647, 0)]
    [InlineData(1, 0, 0, 100)]
    [InlineData(0, 0, 0, 0)]
    [InlineData(3, 8, 5, 38)]
    [InlineData(3, -1, null, null)]
    public void Any_use_and_limit_has_an_unused_part_and_a_percentage(int used, int limit, int? left, int? percent)
    {
        ComputeUsage usage = new(TestTargets.Parse($$"""{ "currentValue": {{used}}, "limit": {{limit}} }"""), "westeurope");
        ComputeQuota quota = new(TestTargets.Parse($$"""{ "limit": {{limit}} }"""), "westeurope", TestTargets.Workspace, used);

        Assert.Equal((left, percent), (usage.Left, usage.PercentUsed));
        Assert.Equal((left, percent), (quota.Left, quota.PercentUsed));
    }

    [Theory]
    [InlineData("4", 8L, true)]
    [InlineData("null", 0L, null)]
    public void Fits_is_unknown_for_a_size_without_a_number_of_virtual_CPUs(string virtualCpus, long needed, bool? fits)
    {
        VmSize size = Create(
            $$"""
            { "name": "Standard_A", "family": "standardAFamily", "vCPUs": {{virtualCpus}}, "supportedComputeTypes": ["AmlCompute"] }
            """);
        ComputeUsage[] usages = Array.ConvertAll(["standardAFamily", "TotalDedicatedCores"], name => new ComputeUsage(
            TestTargets.Parse($$"""{ "name": { "value": "{{name}}", "localizedValue": "vCPUs" }, "currentValue": 2, "limit": 20 }"""),
            "westeurope"));

        ComputeRegion region = new("westeurope", new WantedNodes("Standard_A", 2, IsSpot: false), size, usages, null, null);

        Assert.Equal((needed, fits), (region.Needed, region.Fits));
    }

    [Theory]
    [InlineData("null", true)]
    [InlineData("[]", true)]
    [InlineData("""["AmlCompute"]""", true)]
    [InlineData("""["ComputeInstance"]""", false)]
    public void A_size_without_compute_types_counts_as_available(string types, bool isAvailable)
    {
        VmSize size = Create($$"""{ "name": "Standard_A", "supportedComputeTypes": {{types}} }""");

        ComputeRegion region = new("westeurope", new WantedNodes("Standard_A", 1, IsSpot: false), size, [], null, null);

        Assert.Equal(isAvailable, region.Available);
    }

    [Theory]
    [InlineData("""{ "location": "westeurope" }""", "westeurope")]
    [InlineData("""{ "amlWorkspaceLocation": "westeurope" }""", "westeurope")]
    [InlineData("{}", null)]
    public void The_region_of_the_workspace_of_a_quota_has_two_names_in_JSON(string json, string? expected)
    {
        ComputeQuota quota = new(TestTargets.Parse(json), "eastus", TestTargets.Workspace, used: null);

        Assert.Equal(expected, quota.WorkspaceLocation);
    }

    [Theory]
    [InlineData("""{ "osType": "Linux", "vmTier": "Standard", "retailPrice": 0.29 }""", "Linux Standard 0.29")]
    [InlineData("""{ "vmTier": "Spot", "retailPrice": 0.29 }""", "Spot 0.29")]
    [InlineData("""{ "osType": "Windows" }""", "Windows")]
    [InlineData("""{ "osType": "", "vmTier": "Spot" }""", "Spot")]
    public void A_price_without_a_value_has_a_text_without_a_gap(string json, string expected) =>
        Assert.Equal(expected, new VmPrice(TestTargets.Parse(json)).ToString());

    private static VmSize Create(string json, PriceBook? prices = null) => new(TestTargets.Parse(json), "westeurope", prices);
}
