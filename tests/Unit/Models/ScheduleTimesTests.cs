using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Models;

/// <summary>The next run of a schedule.</summary>
public sealed class ScheduleTimesTests
{
    [Theory]
    [InlineData("cron", """{ "expression": "0 19 * * 1-5", "timeZone": "W. Europe Standard Time" }""", "2026-11-30 19:00 +01:00")]
    [InlineData("cron", """{ "expression": "0 12 29 2 *" }""", "2028-02-29 12:00 +00:00")]
    [InlineData("cron", """{ "expression": "0 8 * * *", "startTime": "2027-03-01T09:00:00" }""", "2027-03-02 08:00 +00:00")]
    [InlineData("cron", """{ "expression": "30 2 28 3 *", "timeZone": "W. Europe Standard Time" }""", "2028-03-28 02:30 +02:00")]
    [InlineData("cron", """{ "expression": "60 * * * *" }""", null)]
    [InlineData("cron", """{ "expression": "0 8 * * *", "timeZone": "Middle-earth" }""", null)]
    [InlineData("cron", """{ "expression": "0 8 * * *", "timeZone": "" }""", null)]
    [InlineData("cron", """{ "expression": "0 8 * * *", "timeZone": "../../../etc/passwd" }""", null)]
    [InlineData("cron", """{ "expression": "0 8 * * *", "timeZone": "a\u0000b" }""", null)]
    [InlineData("cron", """{ "expression": "", "timeZone": "UTC" }""", null)]
    [InlineData("cron", """{ "expression": "0 8 * * *", "startTime": "2027-03-01T07:00:00+05:00" }""", "2027-03-01 08:00 +00:00")]
    [InlineData("cron", """{ "expression": "0 8 * * *", "startTime": "9999-12-31T00:00:00" }""", null)]
    [InlineData(
        "recurrence",
        """{ "frequency": "Week", "interval": 1, "schedule": { "hours": [6, 18], "minutes": [30], "weekDays": ["Sunday", "Monday"] } }""",
        "2026-11-29 18:30 +00:00")]
    [InlineData(
        "recurrence",
        """{ "frequency": "Week", "interval": 2, "startTime": "2026-11-16T08:00:00", "schedule": { "hours": [8], "minutes": [0] } }""",
        "2026-11-30 08:00 +00:00")]
    [InlineData(
        "recurrence",
        """{ "frequency": "Month", "interval": 1, "schedule": { "hours": [7], "minutes": [0], "monthDays": [31] } }""",
        "2026-12-31 07:00 +00:00")]
    [InlineData("recurrence", """{ "frequency": "Hour", "interval": 6, "startTime": "2026-11-01T01:00:00" }""", "2026-11-29 13:00 +00:00")]
    [InlineData("recurrence", """{ "frequency": "Hour", "interval": 6, "startTime": "2027-11-01T01:00:00" }""", "2027-11-01 01:00 +00:00")]
    [InlineData(
        "recurrence",
        """{ "frequency": "Minute", "interval": 15, "startTime": "2027-03-28T02:00:00", "timeZone": "W. Europe Standard Time" }""",
        "2027-03-28 03:00 +02:00")]
    [InlineData("recurrence", """{ "frequency": "Day", "interval": 3, "schedule": { "hours": [7], "minutes": [0] } }""", null)]
    [InlineData("recurrence", """{ "frequency": "Day", "interval": 0, "startTime": "2026-11-01T01:00:00" }""", null)]
    [InlineData("recurrence", """{ "frequency": "Fortnight" }""", null)]
    [InlineData("recurrence", """{ "frequency": "Hour", "interval": 2147483647, "startTime": "2026-11-01T01:00:00" }""", null)]
    [InlineData("recurrence", """{ "frequency": "Hour", "interval": 70000000, "startTime": "2026-11-01T01:00:00" }""", null)]
    [InlineData("recurrence", """{ "frequency": "Hour", "interval": 100000, "startTime": "2026-11-01T01:00:00" }""", null)]
    [InlineData(
        "recurrence",
        """
        { "frequency": "Week", "interval": 1, "startTime": "9990-12-31T01:00:00",
          "schedule": { "hours": [8], "minutes": [0], "weekDays": ["Someday"] } }
        """,
        null)]
    [InlineData(
        "recurrence", """{ "frequency": "Hour", "interval": 70000000, "startTime": "2027-11-01T01:00:00" }""", "2027-11-01 01:00 +00:00")]
    [InlineData(
        "recurrence",
        """{ "frequency": "Day", "interval": 1, "schedule": { "hours": [2147483647, -1, 24, 7], "minutes": [60, 30] } }""",
        "2026-11-30 07:30 +00:00")]
    public void The_next_run_is_the_first_time_after_now_in_the_zone_of_the_schedule(string trigger, string json, string? expected)
    {
        ComputeSchedule schedule = new(TestTargets.Parse($$"""{ "action": "Stop", "{{trigger}}": {{json}} }"""));
        DateTimeOffset now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(expected, ScheduleTimes.FindNext(schedule, now)?.ToString("yyyy-MM-dd HH:mm zzz", null));
    }

    /// <summary>02:30 occurs twice on the day on which summer time ends; the schedule runs at the second one.</summary>
    [Theory]
    [InlineData("cron", """{ "expression": "30 2 * * *", "timeZone": "W. Europe Standard Time" }""")]
    [InlineData(
        "recurrence",
        """
        { "frequency": "Day", "interval": 1, "timeZone": "W. Europe Standard Time", "schedule": { "hours": [2], "minutes": [30] } }
        """)]
    [InlineData(
        "recurrence",
        """{ "frequency": "Minute", "interval": 5, "timeZone": "W. Europe Standard Time", "startTime": "2027-10-31T02:30:00" }""")]
    public void The_next_run_in_the_hour_that_repeats_is_the_same_for_both_triggers(string trigger, string json)
    {
        ComputeSchedule schedule = new(TestTargets.Parse($$"""{ "action": "Stop", "{{trigger}}": {{json}} }"""));
        DateTimeOffset now = new(2027, 10, 31, 2, 40, 0, TimeSpan.FromHours(2));

        Assert.Equal(new DateTimeOffset(2027, 10, 31, 2, 30, 0, TimeSpan.FromHours(1)), ScheduleTimes.FindNext(schedule, now));
    }

    [Theory]
    [InlineData("Disabled", "Completed")]
    [InlineData("Enabled", "Failed")]
    public void A_schedule_that_does_not_run_has_no_next_run(string status, string provisioning)
    {
        ComputeSchedule schedule = new(TestTargets.Parse(
            $$"""{ "status": "{{status}}", "provisioningStatus": "{{provisioning}}", "cron": { "expression": "0 8 * * *" } }"""));
        Assert.Null(schedule.NextRun);
        Assert.Null(schedule.NextRunText);
    }
}
