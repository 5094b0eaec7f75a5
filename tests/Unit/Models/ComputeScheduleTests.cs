using System.Text.Json.Nodes;
using Xunit;

namespace AmlCompute.Tests.Models;

public sealed class ComputeScheduleTests
{
    [Theory]
    [InlineData(
        """
        { "action": "Stop", "status": "Enabled", "triggerType": "Cron",
          "cron": { "expression": "0 18 * * 1-5", "timeZone": "Pacific Standard Time" } }
        """,
        "Stop 0 18 * * 1-5 (Pacific Standard Time)")]
    [InlineData(
        """{ "action": "Start", "status": "Disabled", "cron": { "expression": "0 8 * * *" } }""",
        "Start 0 8 * * * (UTC), Disabled")]
    [InlineData(
        """
        {
          "action": "Start",
          "recurrence": { "frequency": "Week", "interval": 2,
            "schedule": { "weekDays": [ "Monday", "Friday" ], "hours": [ 8, 20 ], "minutes": [ 0, 30 ] } }
        }
        """,
        "Start every 2 weeks on Monday, Friday at 08:00, 08:30, 20:00, 20:30 (UTC)")]
    [InlineData(
        """
        { "action": "Stop", "recurrence": { "frequency": "Month", "interval": 1,
            "schedule": { "monthDays": [ 1, 15 ], "hours": [ 6 ], "minutes": [] } } }
        """,
        "Stop every month on 1, 15 at 06:00 (UTC)")]
    [InlineData("""{ "action": "Stop", "recurrence": { "frequency": "Hour", "interval": 3 } }""", "Stop every 3 hours (UTC)")]
    [InlineData("{}", "")]
    public void A_schedule_shows_its_action_and_times(string json, string expected) => Assert.Equal(expected, Read(json).ToString());

    [Fact]
    public void A_start_time_is_the_local_time_that_the_service_was_given()
    {
        ComputeSchedule schedule = Read(
            """{ "cron": { "expression": "0 18 * * *", "startTime": "2026-03-29T02:30:00", "timeZone": "UTC" } }""");
        Assert.Equal("2026-03-29T02:30:00", schedule.Cron!.StartTime);
        Assert.Null(schedule.Recurrence);
    }

    [Fact]
    public void Schedules_are_written_where_they_are_read()
    {
        JsonNode schedule = JsonNode.Parse(
            """{ "action": "Stop", "triggerType": "Cron", "cron": { "expression": "0 18 * * *" }, "later": [ 1 ] }""")!;
        JsonObject body = [];
        ComputeInstance.Members.Schedules.Write(body, new[] { new ComputeSchedule(TestTargets.Parse(schedule.ToJsonString())) });
        Assert.True(JsonNode.DeepEquals(schedule, body["properties"]!["properties"]!["schedules"]!["computeStartStop"]![0]));
    }

    private static ComputeSchedule Read(string json) => Assert.Single(
        TestTargets.ReadProperties<ComputeInstance>(
            "ComputeInstance", $$"""{ "schedules": { "computeStartStop": [ {{json}} ] } }""").Schedules);
}
