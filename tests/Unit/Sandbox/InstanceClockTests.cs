using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

/// <summary>Idle shutdown and schedules of an instance. The clock starts on Thursday, 2026-01-01, 00:00 UTC.</summary>
public sealed class InstanceClockTests
{
    private const string Inner = "properties.properties.";
    private const double Minute = 60;
    private const double Hour = 3600;

    private readonly SandboxClient _client = new();

    [Fact]
    public async Task An_idle_instance_stops_by_itself()
    {
        await _client.Create("dev", SandboxClient.Instance(more: ""","idleTimeBeforeShutdown":"PT30M" """), 180);

        _client.Advance((30 * Minute) - 1);
        Assert.Equal("Running", await State());
        _client.Advance(1);
        Assert.Equal("Stopping", await State());
        _client.Advance(60);

        Answer stopped = await _client.Get("dev");
        Assert.Equal(("Stopped", "Stop", "Succeeded", "IdleShutdown"), Operation(stopped));
        Assert.Equal("Succeeded", stopped.Text("properties.provisioningState"));
    }

    [Fact]
    public async Task Starting_restarting_and_changing_the_setting_count_the_idle_time_anew()
    {
        await _client.Create("dev", SandboxClient.Instance(more: ""","idleTimeBeforeShutdown":"PT30M" """), 180);
        _client.Advance(20 * Minute);
        await _client.Post("dev", "restart");
        _client.Advance(150 + (20 * Minute));
        await _client.Post("dev", "updateIdleShutdownSetting", """{"idleTimeBeforeShutdown":"PT1H"}""");
        _client.Advance(59 * Minute);
        Assert.Equal("Running", await State());
        _client.Advance(2 * Minute);
        Assert.Equal("Stopped", await State());

        await _client.Post("dev", "start");
        _client.Advance(120 + (59 * Minute));
        Assert.Equal("Running", await State());
        _client.Advance(2 * Minute);
        Assert.Equal("Stopped", await State());
    }

    [Fact]
    public async Task A_resize_that_fails_counts_the_idle_time_anew()
    {
        await _client.Create("dev", SandboxClient.Instance(more: ""","idleTimeBeforeShutdown":"PT1H" """), seconds: 3700);
        _client.Service.AddFault(new SandboxFault { FailOperation = true });
        Assert.Equal(202, (await _client.Post("dev", "resize", """{"targetVMSize":"Standard_DS3_v2"}""")).Status);
        _client.Advance(180 + 3590);
        Assert.Equal("Running", (await _client.Get("dev")).Text("properties.properties.state"));

        _client.Advance(100);

        Assert.Equal("Stopped", (await _client.Get("dev")).Text("properties.properties.state"));
    }

    [Fact]
    public async Task An_update_that_fails_counts_the_idle_time_anew()
    {
        await _client.Create("dev", SandboxClient.Instance(more: ""","idleTimeBeforeShutdown":"PT30M" """), 180);
        _client.Advance((30 * Minute) - 10);
        _client.Service.AddFault(new SandboxFault { FailOperation = true });
        Assert.Equal(202, (await _client.Send("PATCH", $"{SandboxClient.WorkspacePath}/computes/dev", "{}")).Status);
        _client.Advance(30 * Minute);
        Assert.Equal("Running", await State());

        _client.Advance(5 * Minute);

        Assert.Equal("Stopped", await State());
    }

    [Fact]
    public async Task Without_the_setting_an_instance_runs_on()
    {
        await _client.Create("dev", SandboxClient.Instance(more: ""","idleTimeBeforeShutdown":"PT30M" """));
        await _client.Post("dev", "updateIdleShutdownSetting", """{"idleTimeBeforeShutdown":null}""");

        _client.Advance(100 * Hour);

        Assert.Equal("Running", await State());
    }

    [Fact]
    public async Task An_instance_is_stopped_and_started_by_its_schedules()
    {
        await _client.Create("dev", SandboxClient.Instance(more: Schedules(
            """{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 18 * * 1-5"}}""",
            """
            {"action":"Start","triggerType":"Recurrence","recurrence":{"frequency":"Week","interval":1,"timeZone":"UTC",
             "schedule":{"hours":[8],"minutes":[30],"weekDays":["Friday"]}}}
            """)));

        _client.Advance((18 * Hour) - 300);
        Assert.Equal("Stopping", await State());
        _client.Advance(60);
        Assert.Equal(("Stopped", "Stop", "Succeeded", "Schedule"), Operation(await _client.Get("dev")));
        _client.Advance((14.5 * Hour) - 60);
        Assert.Equal(("Starting", "Start", "InProgress", "Schedule"), Operation(await _client.Get("dev")));
        _client.Advance(120);
        Assert.Equal("Running", await State());
        _client.Advance(10 * Hour);
        Assert.Equal("Stopped", await State());
    }

    [Fact]
    public async Task A_schedule_goes_by_the_time_zone_it_names()
    {
        await _client.Create("dev", SandboxClient.Instance(more: Schedules(
            """{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 18 * * *","timeZone":"W. Europe Standard Time"}}""")));

        _client.Advance((17 * Hour) - 301);
        Assert.Equal("Running", await State());
        _client.Advance(1);

        Assert.Equal("Stopping", await State());
    }

    [Fact]
    public async Task A_disabled_schedule_and_one_that_has_not_begun_do_nothing()
    {
        await _client.Create("dev", SandboxClient.Instance(more: Schedules(
            """{"action":"Stop","triggerType":"Cron","status":"Disabled","cron":{"expression":"* * * * *"}}""",
            """{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 6 * * *","startTime":"2026-01-03T00:00:00"}}""")));

        _client.Advance(48 * Hour);
        Assert.Equal("Running", await State());
        _client.Advance(6 * Hour);

        Assert.Equal("Stopped", await State());
    }

    [Fact]
    public async Task A_schedule_taken_away_or_changed_by_put_no_longer_fires()
    {
        await _client.Create(
            "dev", SandboxClient.Instance(more: Schedules("""{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 1 * * *"}}""")));

        await _client.Put(
            "dev", SandboxClient.Instance(more: Schedules("""{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 2 * * *"}}""")));
        _client.Advance(Hour + 60);
        Assert.Equal("Running", await State());
        _client.Advance(Hour);

        Assert.Equal("Stopped", await State());
    }

    [Fact]
    public async Task Nothing_happens_to_an_instance_that_is_gone()
    {
        await _client.Create("dev", SandboxClient.Instance(more: ""","idleTimeBeforeShutdown":"PT15M" """ + Schedules(
            """{"action":"Stop","triggerType":"Cron","cron":{"expression":"* * * * *"}}""")), 180);
        await _client.Post("dev", "stop");
        _client.Advance(60);
        await _client.Delete("dev");
        Assert.Equal("Deleting", await State());

        _client.Advance(Hour);

        Assert.Equal(404, (await _client.Get("dev")).Status);
    }

    [Fact]
    public async Task A_scheduled_start_without_quota_shows_in_the_last_operation()
    {
        await _client.Create("dev", SandboxClient.Instance(more: ""","releaseQuotaOnStop":true""" + Schedules(
            """{"action":"Start","triggerType":"Cron","cron":{"expression":"0 1 * * *"}}""")));
        await _client.Post("dev", "stop");
        _client.Advance(60);
        await _client.Create("cpu", SandboxClient.Cluster(min: 3));

        _client.Advance(Hour);

        Assert.Equal(("Stopped", "Start", "StartFailed", "Schedule"), Operation(await _client.Get("dev")));
    }

    [Fact]
    public async Task A_schedule_gets_an_id_that_it_keeps_wherever_it_stands()
    {
        const string Night = """{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 22 * * *"}}""";
        const string Morning = """{"action":"Start","triggerType":"Cron","cron":{"expression":"0 7 * * *"}}""";
        await _client.Create("dev", SandboxClient.Instance(more: Schedules(Night)));
        string id = (await _client.Get("dev")).Text(Schedule(0) + "id")!;

        await _client.Put("dev", SandboxClient.Instance(more: Schedules(Morning, Night, Night)));
        Answer changing = await _client.Get("dev");
        _client.Advance(30);
        Answer changed = await _client.Get("dev");

        Assert.True(Guid.TryParse(id, out _));
        Assert.Equal(id, changed.Text(Schedule(1) + "id"));
        Assert.Equal(3, Enumerable.Range(0, 3).Select(at => changed.Text(Schedule(at) + "id")).Distinct().Count());
        Assert.Equal(
            ("Provisioning", "Completed"),
            (changing.Text(Schedule(0) + "provisioningStatus"), changed.Text(Schedule(0) + "provisioningStatus")));
    }

    [Fact]
    public async Task A_schedule_without_an_id_does_not_get_that_of_a_later_one_with_the_same_rule()
    {
        const string Night = """{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 22 * * *"}}""";
        await _client.Create("dev", SandboxClient.Instance(more: Schedules(Night)));
        string id = (await _client.Get("dev")).Text(Schedule(0) + "id")!;

        await _client.Put("dev", SandboxClient.Instance(more: Schedules(Night, Night.Replace("{\"action", $"{{\"id\":\"{id}\",\"action"))));
        Answer changed = await _client.Get("dev");

        Assert.Equal(id, changed.Text(Schedule(1) + "id"));
        Assert.NotEqual(id, changed.Text(Schedule(0) + "id"));
    }

    [Fact]
    public async Task An_edited_schedule_keeps_the_id_that_is_sent_with_it()
    {
        await _client.Create(
            "dev",
            SandboxClient.Instance(more: Schedules("""{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 22 * * *"}}""")));
        Answer before = await _client.Get("dev");

        await _client.Put("dev", before.Raw.Replace("0 22 * * *", "0 23 * * *"));
        _client.Advance(30);

        Answer after = await _client.Get("dev");
        Assert.Equal("0 23 * * *", after.Text(Schedule(0) + "cron.expression"));
        Assert.Equal(before.Text(Schedule(0) + "id"), after.Text(Schedule(0) + "id"));
    }

    [Theory]
    [InlineData("""{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 25 * * *"}}""", "cron.expression")]
    [InlineData("""{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 0 1 * * *"}}""", "cron.expression")]
    [InlineData("""{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 1 * * *","timeZone":"Middle Earth"}}""", "cron.timeZone")]
    [InlineData("""{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 1 * * *","startTime":"soon"}}""", "cron.startTime")]
    [InlineData(
        """{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 1 * * *","startTime":"9999-12-31T00:00:00"}}""", "cron.startTime")]
    [InlineData(
        """
        {"action":"Stop","triggerType":"Recurrence","recurrence":{"frequency":"Day","interval":0,"schedule":{"hours":[1],"minutes":[0]}}}
        """,
        "recurrence.interval")]
    [InlineData(
        """
        {"action":"Stop","triggerType":"Recurrence","recurrence":{"frequency":"Day","interval":1,"schedule":{"hours":[24],"minutes":[0]}}}
        """,
        "recurrence.schedule.hours")]
    public async Task A_schedule_that_cannot_run_is_refused_with_its_path(string schedule, string path)
    {
        Answer answer = await _client.Put("dev", SandboxClient.Instance(more: Schedules(schedule)));

        Assert.Equal((400, $"{Schedule(0).Replace(".0.", "[0].")}{path}"), (answer.Status, answer.Target));
    }

    private static string Schedules(params string[] schedules) =>
        $",\"schedules\":{{\"computeStartStop\":[{string.Join(",", schedules)}]}}";

    private static string Schedule(int at) => $"{Inner}schedules.computeStartStop.{at}.";

    private async Task<string?> State() => (await _client.Get("dev")).Text(Inner + "state");

    private static (string?, string?, string?, string?) Operation(Answer answer) => (
        answer.Text(Inner + "state"),
        answer.Text(Inner + "lastOperation.operationName"),
        answer.Text(Inner + "lastOperation.operationStatus"),
        answer.Text(Inner + "lastOperation.operationTrigger"));
}
