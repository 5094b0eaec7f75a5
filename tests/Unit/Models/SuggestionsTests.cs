using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Models;

public sealed class SuggestionsTests
{
    private static readonly string[] Sizes = [
        "Standard_D2_v2", "Standard_DS2_v2", "Standard_DS3_v2", "Standard_DS13_v2", "Standard_NC4as_T4_v3", "DS2_v3"];

    [Theory]
    [InlineData("DS2_v2", "Standard_DS2_v2")]
    [InlineData("ds3", "Standard_DS3_v2")]
    [InlineData("Standard_DS2_v4", "Standard_DS2_v2")]
    public void A_name_that_ends_in_what_was_given_or_has_it_as_a_word_comes_first(string given, string first) =>
        Assert.Equal(first, Suggestions.FindSimilar(given, Sizes).First());

    [Fact]
    public void A_name_that_ends_in_the_given_word_comes_first_even_if_the_word_begins_another_part() =>
        Assert.Equal(["Standard_A4x_A4", "Standard_A4_v2"], Suggestions.OrderBySimilarity("A4", ["Standard_A4_v2", "Standard_A4x_A4"]));

    [Theory]
    [InlineData("foo", "aks")]
    [InlineData("Mars/Olympus", "Asia/Kabul")]
    [InlineData("ab", "abacus")]
    [InlineData("", "aks")]
    [InlineData("cheap", "dedicated")]
    public void A_name_that_is_not_similar_is_not_suggested(string given, string known) =>
        Assert.Equal(string.Empty, Suggestions.DidYouMean(given, [known]));

    [Theory]
    [InlineData("aml", "amlcompute")]
    [InlineData("corn", "cron")]
    [InlineData("MaxNodez", "MaxNodes")]
    [InlineData("instance", "computeinstance")]
    public void A_similar_name_is_suggested(string given, string known) =>
        Assert.Equal($"Did you mean '{known}'? ", Suggestions.DidYouMean(given, ["something-else-altogether", known]));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("STANDARD_DS3_V2", "Standard_DS3_v2", 0)]
    [InlineData("Standard_DS3_v2", "Standard_DS3v2", 1)]
    [InlineData("Standard_DS3_v2", "Standard_D3S_v2", 2)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("flaw", "lawn", 2)]
    public void The_distance_counts_the_letters_to_change(string first, string second, int distance)
    {
        Assert.Equal(distance, Suggestions.MeasureDistance(first, second));
        Assert.Equal(distance, Suggestions.MeasureDistance(second, first));
    }
}
