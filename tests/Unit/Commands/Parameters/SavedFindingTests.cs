using System.Globalization;
using System.Management.Automation;
using AmlCompute.Commands.Parameters;
using AmlCompute.Reports;
using Xunit;

namespace AmlCompute.Tests.Commands.Parameters;

/// <summary>The time, the cost and the fix of a finding that was saved to a file.</summary>
public sealed class SavedFindingTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 5, 10, 0, 0, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("en-US")]
    [InlineData("th-TH")]
    public void Csv_of_the_same_culture_keeps_the_time(string culture) =>
        Assert.Equal(Since, ReadSince(Since.ToString(new CultureInfo(culture)), culture));

    [Theory]
    [InlineData("11/05/2026 10:00:00 +01:00")]
    [InlineData("2026-11-05T10:00:00+01:00")]
    public void Text_in_the_invariant_culture_keeps_the_time_in_any_culture(string text) =>
        Assert.Equal(Since, ReadSince(text, "de-DE"));

    [Fact]
    public void Clixml_keeps_the_time() =>
        Assert.Equal(Since, ReadSince(PSSerializer.Deserialize(PSSerializer.Serialize(Since)), "de-DE"));

    [Fact]
    public void Text_that_is_not_a_time_is_no_time() => Assert.Null(ReadSince("soon", "de-DE"));

    [Theory]
    [InlineData("1.5", "de-DE", 1.5)]
    [InlineData("1,5", "de-DE", 1.5)]
    [InlineData("1,5", "en-US", null)]
    public void A_cost_that_is_not_a_number_of_the_culture_is_unknown(string text, string culture, double? expected) =>
        Assert.Equal((decimal?)expected, ReadRow("CostPerMonth", text, culture).CostPerMonth);

    [Theory]
    [InlineData("Name", "dev", false)]
    [InlineData("NeedsReplacement", "False", false)]
    [InlineData("NeedsReplacement", "True", true)]
    public void Only_a_finding_that_says_so_needs_a_replacement(string column, string value, bool expected)
    {
        FindingRow row = ReadRow(column, value, "en-US");

        Assert.Equal(expected, row.NeedsReplacement);
        Assert.Equal(expected, MarkdownText.WriteFindings([row]).Contains("| replacement |", StringComparison.Ordinal));
        Assert.Equal(expected, SarifText.WriteFindings([row], "1.0").Contains("Only a replacement", StringComparison.Ordinal));
        Assert.DoesNotContain("<code>", MarkdownText.WriteFindings([row]));
        Assert.DoesNotContain("Fix:", SarifText.WriteFindings([row], "1.0"));
    }

    private static DateTimeOffset? ReadSince(object since, string culture) => ReadRow("Since", since, culture).Since;

    private static FindingRow ReadRow(string column, object value, string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            return SavedFinding.ReadRow(
                PlainRow.Create([("Rule", "StoppedForLong"), ("Evidence", "It is stopped."), (column, value)]));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
