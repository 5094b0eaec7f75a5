using System.Globalization;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Commands.Attributes;

public sealed class DurationTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    [Theory]
    [InlineData("30", 30)]
    [InlineData("0", 0)]
    [InlineData("1.5", 1.5)]
    [InlineData("1e2", 100)]
    [InlineData(" 30 ", 30)]
    [InlineData("30s", 30)]
    [InlineData("30S", 30)]
    [InlineData("15m", 900)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    [InlineData("0.5h", 1800)]
    [InlineData("00:02:00", 120)]
    [InlineData("1:30", 5400)]
    [InlineData("1.02:03:04", 93784)]
    [InlineData("00:00:00.5", 0.5)]
    [InlineData("PT5M", 300)]
    [InlineData("pt5m", 300)]
    [InlineData("P1DT1S", 86401)]
    [InlineData("PT0.25S", 0.25)]
    public void Every_form_is_read_the_same_in_every_culture(string text, double seconds)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            foreach (string culture in new[] { "", "de-DE", "tr-TR", "ar-SA", "sv-SE" })
            {
                CultureInfo.CurrentCulture = new CultureInfo(culture);
                Assert.Equal(seconds, Duration.Parse(text).RequireWithin("Timeout", TimeSpan.Zero, Longest).TotalSeconds);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_negative_time_in_a_message_has_a_hyphen_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("sv-SE");
        try
        {
            Assert.Equal("-5m", Duration.FormatShort(TimeSpan.FromMinutes(-5)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("s")]
    [InlineData("30x")]
    [InlineData("30 minutes")]
    [InlineData("1h30m")]
    [InlineData("1,5")]
    [InlineData("1,5h")]
    [InlineData("25:61:00")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P5")]
    [InlineData("Pizza")]
    [InlineData("0x10")]
    [InlineData("٣")]
    public void The_error_for_an_invalid_length_of_time_lists_the_valid_forms(string text)
    {
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(
            () => Duration.Parse(text).RequireWithin("Timeout", TimeSpan.Zero, Longest));

        Assert.Equal(ErrorIds.InvalidArgument, exception.ErrorId);
        Assert.Equal(
            $"-Timeout: '{text.Trim()}' is not a valid length of time. "
            + "Use a TimeSpan, hh:mm:ss, seconds, 30s, 15m, 2h, 1d, or ISO 8601 such as PT5M.",
            exception.Message);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e30")]
    [InlineData("1e400")]
    [InlineData("99999999999999999999d")]
    [InlineData("-1e30")]
    [InlineData("P999999999999D")]
    [InlineData("99999999.00:00:00")]
    public void An_absurd_time_is_an_error_and_not_an_exception_of_the_framework(string text) =>
        Assert.Equal(
            ErrorIds.InvalidArgument,
            Assert.Throws<ComputeTargetException>(() => Duration.Parse(text).RequireWithin("Timeout", TimeSpan.Zero, Longest)).ErrorId);

    [Theory]
    [InlineData("200000000d")]
    [InlineData("99999999.00:00:00")]
    [InlineData("1e12")]
    public void The_error_for_a_time_that_is_too_long_has_the_text_of_the_user(string text) =>
        Assert.Equal(
            $"-Timeout: '{text}' is not a valid length of time; the longest is 14,600 years.",
            Assert.Throws<ComputeTargetException>(() => Duration.Parse($" {text}").RequireValid("-Timeout")).Message);

    [Theory]
    [InlineData("9", false)]
    [InlineData("10", true)]
    [InlineData("60", true)]
    [InlineData("61", false)]
    [InlineData("-30", false)]
    [InlineData("-PT30S", false)]
    [InlineData("-00:00:30", false)]
    public void Limits_include_both_ends(string text, bool allowed)
    {
        Exception? exception = Record.Exception(
            () => Duration.Parse(text).RequireWithin("PollingInterval", TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)));

        Assert.Equal(allowed, exception is null);
        Assert.True(allowed || exception!.Message.EndsWith("is not between 10s and 1m.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("90", "00:01:30")]
    [InlineData("1d", "1.00:00:00")]
    [InlineData("0.5", "00:00:00.5000000")]
    public void It_is_shown_as_a_TimeSpan(string text, string shown) => Assert.Equal(shown, Duration.Parse(text).ToString());

    [Fact]
    public void A_problem_is_kept_until_the_parameter_is_used()
    {
        Duration duration = Duration.CreateInvalid("it is a decimal.");

        Assert.Equal("it is a decimal.", duration.ToString());
        Assert.Equal(
            "-Timeout: it is a decimal.",
            Assert.Throws<ComputeTargetException>(() => duration.RequireWithin("Timeout", TimeSpan.Zero, Longest)).Message);
    }
}
