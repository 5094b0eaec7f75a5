using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Support;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("STANDARD_DS3_V2", "Standard_DS3_v2", 0)]
    [InlineData("Standard_DS3_v2", "Standard_DS3v2", 1)]
    [InlineData("Standard_DS3_v2", "Standard_D3S_v2", 2)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("flaw", "lawn", 2)]
    public void It_counts_the_letters_to_change(string first, string second, int distance)
    {
        Assert.Equal(distance, Suggestions.DistanceBetween(first, second));
        Assert.Equal(distance, Suggestions.DistanceBetween(second, first));
    }
}
