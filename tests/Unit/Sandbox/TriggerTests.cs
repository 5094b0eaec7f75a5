using System.Globalization;
using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Scheduling;
using AmlCompute.Sandbox.Wire;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class TriggerTests
{
    private static readonly DateTimeOffset Thursday = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0 18 * * *", "01-01 18:00", "01-02 18:00")]
    [InlineData("*/20 * * * *", "01-01 00:20", "01-01 00:40", "01-01 01:00")]
    [InlineData("5/25 6 * * *", "01-01 06:05", "01-01 06:30", "01-01 06:55", "01-02 06:05")]
    [InlineData(
        "0 9-17/4 * * MON-FRI", "01-01 09:00", "01-01 13:00", "01-01 17:00", "01-02 09:00", "01-02 13:00", "01-02 17:00", "01-05 09:00")]
    [InlineData("30 7 1,15 feb,Mar *", "02-01 07:30", "02-15 07:30", "03-01 07:30")]
    [InlineData("0 0 13 * 5", "02-13 00:00", "03-13 00:00")]
    [InlineData("0 0 * * 0", "01-04 00:00", "01-11 00:00")]
    [InlineData("0 0 * * Monday-tues", "01-05 00:00", "01-06 00:00", "01-12 00:00")]
    [InlineData("0 0 1 JULY *", "07-01 00:00")]
    public void A_cron_expression_fires_when_all_five_fields_fit(string expression, params string[] times)
    {
        Assert.Equal(times, Firings(Cron(expression), times.Length));
    }

    [Fact]
    public void A_leap_day_comes_though_it_is_years_away_and_an_impossible_day_never()
    {
        Assert.Equal(new DateTimeOffset(2028, 2, 29, 0, 0, 0, TimeSpan.Zero), Cron("0 0 29 2 *").FindNext(Thursday));
        Assert.Equal(new DateTimeOffset(2044, 2, 29, 0, 0, 0, TimeSpan.Zero), Cron("0 0 29 2 MON").FindNext(Thursday));
        Assert.Null(Cron("0 0 30 2 *").FindNext(Thursday));
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 7")]
    [InlineData("5-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("*/2/2 * * * *")]
    [InlineData("1-2-3 * * * *")]
    [InlineData("-1 * * * *")]
    [InlineData("1, * * * *")]
    [InlineData("/5 * * * *")]
    [InlineData("* * * * funday")]
    [InlineData("* * * * mondays")]
    [InlineData("* * * , *")]
    [InlineData("99999999999 * * * *")]
    public void A_malformed_cron_expression_is_refused(string expression)
    {
        ServiceError error = Assert.Throws<ServiceError>(() => Cron(expression));

        Assert.Equal("s.cron.expression", error.Target);
    }

    [Theory]
    [InlineData("Minute", 90, null, "01-01 01:30", "01-01 03:00")]
    [InlineData("Hour", 5, null, "01-01 05:00", "01-01 10:00")]
    [InlineData("Day", 1, null, "01-01 06:00", "01-01 06:30", "01-02 06:00")]
    [InlineData("Day", 3, null, "01-01 06:00", "01-01 06:30", "01-04 06:00")]
    [InlineData("Week", 1, "\"weekDays\":[\"Monday\",\"Friday\"]", "01-02 06:00", "01-02 06:30", "01-05 06:00")]
    [InlineData("Week", 2, "\"weekDays\":[\"Monday\",\"Friday\"]", "01-02 06:00", "01-02 06:30", "01-12 06:00")]
    [InlineData("Week", 1, null, "01-01 06:00", "01-01 06:30", "01-08 06:00")]
    [InlineData(
        "Month", 1, "\"monthDays\":[15,31]", "01-15 06:00", "01-15 06:30", "01-31 06:00", "01-31 06:30", "02-15 06:00", "02-15 06:30",
        "03-15 06:00")]
    [InlineData("Month", 2, null, "01-01 06:00", "01-01 06:30", "03-01 06:00")]
    public void A_recurrence_fires_at_its_times_on_every_so_many_of_its_units(
        string frequency, int interval, string? days, params string[] times)
    {
        string pattern = $$"""{"hours":[6],"minutes":[30,0]{{(days is null ? "" : $",{days}")}} }""";
        Trigger trigger = Parse($$"""
            {"triggerType":"Recurrence","recurrence":{"frequency":"{{frequency}}","interval":{{interval}},"schedule":{{pattern}} } }
            """);

        Assert.Equal(times, Firings(trigger, times.Length));
    }

    [Fact]
    public void Intervals_are_counted_from_the_start_time()
    {
        Trigger trigger = Parse("""
            {"triggerType":"Recurrence","recurrence":{"frequency":"Hour","interval":2,"startTime":"2026-01-02T00:15:00",
                "schedule":{"hours":[],"minutes":[]}}}
            """);

        Assert.Equal(["01-02 00:15", "01-02 02:15"], Firings(trigger, 2));
    }

    [Theory]
    [InlineData("2026-03-28T12:00:00", "30 2 * * *", "03-30 00:30")]
    [InlineData("2026-03-28T12:00:00", "0 6 * * *", "03-29 04:00")]
    [InlineData("2026-10-24T12:00:00", "30 2 * * *", "10-25 01:30", "10-26 01:30")]
    public void Clock_changes_skip_a_time_that_does_not_exist_and_do_not_repeat_one(string start, string expression, params string[] times)
    {
        Trigger trigger = Parse($$"""
            {"triggerType":"Cron","cron":{"expression":"{{expression}}","startTime":"{{start}}","timeZone":"Europe/Berlin"} }
            """);

        Assert.Equal(times, Firings(trigger, times.Length));
    }

    [Theory]
    [InlineData("2026-01-02T08:30:00")]
    [InlineData("2026-01-02T08:30:00Z")]
    [InlineData("2026-01-02T08:30:00+05:00")]
    public void A_start_time_is_a_local_time_even_with_an_offset(string start)
    {
        Trigger trigger = Parse($$"""
            {"triggerType":"Recurrence","recurrence":{"frequency":"Day","interval":1,"startTime":"{{start}}","timeZone":"Europe/Berlin",
                "schedule":{"hours":[8],"minutes":[30]} } }
            """);

        Assert.Equal(["01-02 07:30"], Firings(trigger, 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../UTC")]
    [InlineData("a\\u0000b")]
    public void A_name_that_is_no_time_zone_is_refused(string zone)
    {
        ServiceError error = Assert.Throws<ServiceError>(
            () => Parse($$"""{"triggerType":"Cron","cron":{"expression":"0 18 * * *","timeZone":"{{zone}}"} }"""));

        Assert.Equal("s.cron.timeZone", error.Target);
    }

    [Theory]
    [InlineData("18:00")]
    [InlineData("1850-01-01T00:00:00")]
    [InlineData("soon")]
    public void A_start_time_without_a_date_or_in_another_age_is_refused(string start)
    {
        ServiceError error = Assert.Throws<ServiceError>(
            () => Parse($$"""{"triggerType":"Cron","cron":{"expression":"0 18 * * *","startTime":"{{start}}"} }"""));

        Assert.Equal("s.cron.startTime", error.Target);
    }

    private static Trigger Cron(string expression) => Parse($$"""{"triggerType":"Cron","cron":{"expression":"{{expression}}"} }""");

    private static Trigger Parse(string schedule) => Trigger.Parse(JsonNode.Parse(schedule)!, "s", Thursday);

    private static string[] Firings(Trigger trigger, int count)
    {
        List<string> times = [];
        DateTimeOffset? at = Thursday;
        while (times.Count < count && (at = trigger.FindNext(at!.Value)) is not null)
        {
            times.Add(at.Value.UtcDateTime.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture));
        }

        return [.. times];
    }
}
