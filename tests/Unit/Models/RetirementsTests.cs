using System.Globalization;
using System.Text.RegularExpressions;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Models;

public sealed partial class RetirementsTests
{
    [Theory]
    [InlineData("Standard_NC6", "2023-09-06")]
    [InlineData("Standard_NC24r_Promo", "2023-09-06")]
    [InlineData("Standard_NC12s_v2", "2023-09-06")]
    [InlineData("STANDARD_NC6S_V3", "2025-09-30")]
    [InlineData("standard_nc24rs_v3", "2025-09-30")]
    [InlineData("Standard_NV12s_v3", "2026-09-30")]
    [InlineData("Standard_NV4as_v4", "2026-09-30")]
    [InlineData("Standard_HC44-16rs", "2027-05-31")]
    [InlineData("Standard_D1", "2028-05-01")]
    [InlineData("Standard_D2_v2", "2028-05-01")]
    [InlineData("Standard_DS13-2_v2", "2028-05-01")]
    [InlineData("Standard_L8s", "2028-05-01")]
    [InlineData("Standard_F4s_v2", "2028-11-15")]
    [InlineData("Standard_L8s_v2", "2028-11-15")]
    [InlineData("Standard_A2m_v2", "2028-11-15")]
    [InlineData("Basic_A1", "2024-08-31")]
    [InlineData("Standard_B2ms", "2028-11-15")]
    [InlineData("Standard_NC4as_T4_v3", null)]
    [InlineData("Standard_NC24ads_A100_v4", null)]
    [InlineData("Standard_NV36ads_A10_v5", null)]
    [InlineData("Standard_D4ds_v5", null)]
    [InlineData("Standard_D2_v3", null)]
    [InlineData("Standard_D2s_v3", null)]
    [InlineData("Standard_L8s_v3", null)]
    [InlineData("Standard_ND40rs_v2", null)]
    [InlineData("Standard_NC6s_v3x", null)]
    [InlineData(null, null)]
    public void A_size_has_the_announced_date(string? size, string? date)
    {
        Assert.Equal(date, Retirements.FindForSize(size)?.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_warning_begins_twelve_months_before_the_date()
    {
        Retirement retirement = Retirements.FindForSize("Standard_DS3_v2")!;

        Assert.Equal((false, false), At(2027, 4, 30));
        Assert.Equal((true, false), At(2027, 5, 1));
        Assert.Equal((true, true), At(2028, 5, 1));
        Assert.Contains("Standard_D4ds_v5", retirement.Successor);

        (bool, bool) At(int year, int month, int day)
        {
            DateTimeOffset now = new(year, month, day, 0, 0, 0, TimeSpan.Zero);
            return (retirement.NeedsWarning(now), retirement.IsOver(now));
        }
    }

    [Theory]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    public void The_date_in_a_message_is_of_the_Gregorian_calendar_in_every_culture(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        try
        {
            Assert.StartsWith(
                "The size was retired on 2023-09-06. Use ",
                Retirements.FindForSize("Standard_NC6")!.Describe("The size", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>The examples, help pages, samples and the picture; the specs name retired sizes only to test their retirement.</summary>
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs")]
    [InlineData("samples")]
    public void No_example_uses_a_size_that_is_retired_on_the_day_of_the_specs(string place)
    {
        string path = Path.Combine(Repository.Root, place);
        string[] files = File.Exists(path) ? [path] : Directory.GetFiles(path, "*", SearchOption.AllDirectories);
        DateTimeOffset day = new(2026, 11, 28, 0, 0, 0, TimeSpan.Zero);

        Assert.All(files, file => Assert.DoesNotContain(
            SizeName().Matches(File.ReadAllText(file)).Select(match => match.Value),
            size => Retirements.FindForSize(size)?.IsOver(day) == true));
    }

    [GeneratedRegex(@"\bStandard_[A-Z]+[0-9]\w*", RegexOptions.IgnoreCase)]
    private static partial Regex SizeName();

    [Fact]
    public void A_successor_is_not_retired_itself()
    {
        string[] sizes = ["Standard_H8", "Standard_NC6", "Standard_NC6s_v2", "Standard_NV6", "Standard_D1", "Standard_L8s"];

        Assert.All(sizes, size => Assert.Null(Retirements.FindForSize(Retirements.FindForSize(size)!.Successor.Split(' ')[^1])));
        Assert.All(sizes, size => Assert.StartsWith("https://", Retirements.FindForSize(size)!.Source));
    }

    [Fact]
    public void The_remedy_names_the_size_without_its_parameter_because_a_file_can_give_the_size_and_the_command_for_the_region()
    {
        const string List = "Get-AmlComputeVmSize -Location eastus2 lists all sizes and marks retired ones.";

        Assert.Equal(
            $"Use the size Standard_NC4as_T4_v3. {List}",
            Retirements.FindForSize("Standard_NC6")!.DescribeRemedy(TestTargets.Workspace, "East US 2"));
        Assert.Equal(List, Retirements.FindForSize("Standard_M192is_v2")!.DescribeRemedy(TestTargets.Workspace, "eastus2"));
    }

    [Fact]
    public void Data_Lake_Analytics_is_retired_and_other_types_are_not()
    {
        Assert.Equal(new DateTime(2024, 2, 29), Retirements.FindForComputeType(ComputeTypes.DataLakeAnalytics)!.Date);
        Assert.Null(Retirements.FindForComputeType(ComputeTypes.AmlCompute));
    }
}
