using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Models;

public sealed class CostDifferenceTests
{
    private readonly PriceBook _prices = new() { UsesRetail = true };

    public CostDifferenceTests()
    {
        _prices.AddPrice("westeurope", "Standard_A", "Linux", new MachinePrice(0.5m, "USD", MachinePrice.VmSizes, false));
        _prices.AddPrice("westeurope", "Standard_A", "Linux", new MachinePrice(0.1m, "USD", MachinePrice.VmSizes, true));
        _prices.AddPrice("westeurope", "Standard_B", "Linux", new MachinePrice(2m, "EUR", MachinePrice.Retail, false));
    }

    [Theory]
    [InlineData("a0-2", "a1-4", "+0.50 to +1.00 USD/h")]
    [InlineData("a1-4", "a1-4", "none")]
    [InlineData("x1-4", "x1-4", "none")]
    [InlineData("x0-4", "x0-5", "unknown")]
    [InlineData("x1-4", "x2-5", "unknown")]
    [InlineData(null, "a1-1", "+0.50 USD/h")]
    [InlineData("a1-2", null, "-0.50 to -1.00 USD/h")]
    [InlineData(null, "a0-0", "none")]
    [InlineData("a1-1", "s1-1", "-0.40 USD/h (Spot)")]
    [InlineData(null, "y1-1", "unknown (Spot)")]
    [InlineData("a1-1", "b1-1", "unknown")]
    [InlineData("a0-1", "b0-1", "unknown")]
    [InlineData("a1-2", "b0-2", "unknown")]
    [InlineData("a0-0", "b1-1", "+2.00 EUR/h")]
    [InlineData("a1-1", "b0-0", "-0.50 USD/h")]
    public void The_change_is_known_only_if_its_prices_are_known_and_of_one_currency(string? before, string? after, string expected)
    {
        CostDifference cost = CostDifference.Calculate(Range(before), Range(after), _prices)!;
        Assert.Equal(expected, cost.ToString());
        Assert.Equal(expected.Contains("unknown", StringComparison.Ordinal), cost.IsUnknown);
    }

    [Fact]
    public void A_retail_price_counts_only_if_the_connection_uses_retail_prices()
    {
        Assert.Equal("+2.00 EUR/h", $"{CostDifference.Calculate(null, Range("b1-1"), _prices)}");
        _prices.UsesRetail = false;
        Assert.Equal("unknown", $"{CostDifference.Calculate(null, Range("b1-1"), _prices)}");
    }

    [Fact]
    public void A_target_without_machines_has_no_cost() => Assert.Null(CostDifference.Calculate(null, null, _prices));

    /// <summary>Reads a size (a, b; x without a price), s or y for low priority, and the limits.</summary>
    private static MachineRange? Range(string? text)
    {
        if (text is null)
        {
            return null;
        }

        string size = text[0] switch { 'a' or 's' => "STANDARD_A", 'b' => "Standard_B", _ => "Standard_X" };
        return new MachineRange("West Europe", size, null, text[0] is 's' or 'y', text[1] - '0', text[3] - '0');
    }
}
