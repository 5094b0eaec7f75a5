using AmlCompute.Models.Json;
using Xunit;

namespace AmlCompute.Tests.Models.Json;

public sealed class IsoDurationTests
{
    [Theory]
    [InlineData(120, "PT120M")]
    [InlineData(0, "PT0M")]
    [InlineData(1.5, "PT1M30S")]
    [InlineData(-5, "-PT5M")]
    public void Minutes_are_a_valid_duration(double minutes, string text)
    {
        TimeSpan duration = TimeSpan.FromMinutes(minutes);

        Assert.Equal(text, IsoDuration.FormatMinutes(duration));
        Assert.Equal(duration, IsoDuration.TryParse(text));
    }

    [Theory]
    [InlineData("P1Y", 365)]
    [InlineData("P12M", 365)]
    [InlineData("P13M", 395)]
    public void Years_and_months_have_a_fixed_number_of_days(string text, int days) =>
        Assert.Equal(TimeSpan.FromDays(days), IsoDuration.TryParse(text));
}
