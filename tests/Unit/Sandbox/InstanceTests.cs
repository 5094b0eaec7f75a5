using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class InstanceTests
{
    private const string Inner = "properties.properties.";

    private readonly SandboxClient _client = new();

    [Fact]
    public async Task A_new_instance_answers_201_without_state_and_policy()
    {
        Answer answer = await _client.Put("dev", SandboxClient.Instance(more: ""","applicationSharingPolicy":"Personal" """));

        Assert.Equal(201, answer.Status);
        Assert.Equal("Creating", answer.Text("properties.provisioningState"));
        Assert.Equal("null", answer.Text(Inner + "state"));
        Assert.Equal("null", answer.Text(Inner + "errors"));
        Assert.Equal("null", answer.Text(Inner + "applicationSharingPolicy"));
        Assert.NotNull(answer.Text(Inner + "createdBy.userId"));
    }

    [Fact]
    public async Task It_passes_through_creating_and_setting_up_to_running_in_three_minutes()
    {
        Answer put = await _client.Put("dev", SandboxClient.Instance());

        Assert.Equal("Creating", await State());
        _client.Advance(120);
        Assert.Equal("SettingUp", await State());
        _client.Advance(60);
        Answer running = await _client.Get("dev");

        Assert.Equal("Running", running.Text(Inner + "state"));
        Assert.Equal("Succeeded", running.Text("properties.provisioningState"));
        Assert.Equal("[]", running.Text(Inner + "errors"));
        Assert.Equal("Shared", running.Text(Inner + "applicationSharingPolicy"));
        Assert.Equal("Create", running.Text(Inner + "lastOperation.operationName"));
        Assert.Equal("Succeeded", running.Text(Inner + "lastOperation.operationStatus"));
        Assert.Equal("https://dev.eastus.instances.azureml.ms/tree/", running.Text(Inner + "applications.0.endpointUri"));
        Assert.Equal("Succeeded", await _client.Status(put));
    }

    [Fact]
    public async Task Setup_scripts_add_a_state_of_their_own()
    {
        await _client.Put("dev", SandboxClient.Instance(
            more: ""","setupScripts":{"scripts":{"startupScript":{"scriptSource":"inline","scriptData":"ZWNobw=="}}}"""));

        _client.Advance(150);

        Assert.Equal("UserSettingUp", await State());
        _client.Advance(30);
        Assert.Equal("Running", await State());
    }

    [Theory]
    [InlineData("stop", "Stop", "Stopping", "Stopped", 60)]
    [InlineData("restart", "Restart", "Restarting", "Running", 150)]
    public async Task A_running_instance_can_be(string action, string operation, string through, string end, int seconds)
    {
        await _client.Create("dev", SandboxClient.Instance());

        Answer accepted = await _client.Post("dev", action);

        Assert.Equal(202, accepted.Status);
        Assert.Equal("", accepted.Raw);
        Answer moving = await _client.Get("dev");
        Assert.Equal(through, moving.Text(Inner + "state"));
        Assert.Equal("Succeeded", moving.Text("properties.provisioningState"));
        Assert.Equal((operation, "InProgress", "User"), LastOperation(moving));
        _client.Advance(seconds - 1);
        Assert.Equal("InProgress", await _client.Status(accepted));
        _client.Advance(1);
        Assert.Equal("Succeeded", await _client.Status(accepted));
        Answer ended = await _client.Get("dev");
        Assert.Equal(end, ended.Text(Inner + "state"));
        Assert.Equal((operation, "Succeeded", "User"), LastOperation(ended));
        Assert.NotEqual("null", ended.Text(Inner + "connectivityEndpoints.publicIpAddress"));
    }

    [Fact]
    public async Task A_stopped_instance_starts_in_two_minutes()
    {
        await Stopped();

        await _client.Post("dev", "start");

        Assert.Equal("Starting", await State());
        _client.Advance(120);
        Assert.Equal("Running", await State());
    }

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    [InlineData("restart")]
    public async Task A_second_action_during_one_is_a_conflict(string action)
    {
        await _client.Create("dev", SandboxClient.Instance());
        await _client.Post("dev", "stop");

        Answer answer = await _client.Post("dev", action);

        Assert.Equal(409, answer.Status);
        Assert.Contains("There is already an active operation submitted", answer.Message);
    }

    [Fact]
    public async Task An_instance_in_transit_cannot_be_deleted_or_changed()
    {
        await _client.Create("dev", SandboxClient.Instance());
        await _client.Post("dev", "stop");

        Assert.Equal(409, (await _client.Delete("dev")).Status);
        Assert.Equal(409, (await _client.Put("dev", SandboxClient.Instance())).Status);
        _client.Advance(60);
        Assert.Equal(202, (await _client.Delete("dev")).Status);
        Assert.Equal("Deleting", await State());
    }

    [Fact]
    public async Task An_action_from_the_wrong_state_is_refused()
    {
        await Stopped();

        Answer answer = await _client.Post("dev", "restart");

        Assert.Equal(400, answer.Status);
        Assert.Contains("Stopped", answer.Message);
    }

    [Theory]
    [InlineData("start", "Stopped", "StartFailed")]
    [InlineData("stop", "Unusable", "StopFailed")]
    public async Task A_failed_action_shows_in_state_and_last_operation(string action, string state, string status)
    {
        await (action == "start" ? Stopped() : _client.Create("dev", SandboxClient.Instance()));
        _client.Service.AddFault(
            new SandboxFault { Path = "*/" + action, FailOperation = true, Code = "AllocationFailed", Message = "no room" });

        Answer accepted = await _client.Post("dev", action);
        _client.Advance(300);

        Answer poll = await _client.Send("GET", accepted.Header("Azure-AsyncOperation")!);
        Assert.Equal(("Failed", "AllocationFailed", "no room"), (poll.Text("status"), poll.Code, poll.Message));
        Answer answer = await _client.Get("dev");
        Assert.Equal(state, answer.Text(Inner + "state"));
        Assert.Equal(status, answer.Text(Inner + "lastOperation.operationStatus"));
    }

    [Fact]
    public async Task A_put_changes_the_idle_time_and_schedules_of_an_existing_instance()
    {
        await _client.Create("dev", SandboxClient.Instance());

        Answer put = await _client.Put("dev", SandboxClient.Instance(more: """
            ,"idleTimeBeforeShutdown":"PT90M","schedules":{"computeStartStop":[
              {"action":"Stop","triggerType":"Cron","cron":{"expression":"0 18 * * *","startTime":"2026-01-01T00:00:00","timeZone":"UTC"}}]}
            """));
        _client.Advance(30);

        Assert.Equal(201, put.Status);
        Answer answer = await _client.Get("dev");
        Assert.Equal("PT1H30M", answer.Text(Inner + "idleTimeBeforeShutdown"));
        Assert.Equal("0 18 * * *", answer.Text(Inner + "schedules.computeStartStop.0.cron.expression"));
        Assert.Equal("Enabled", answer.Text(Inner + "schedules.computeStartStop.0.status"));
        Assert.Equal("Completed", answer.Text(Inner + "schedules.computeStartStop.0.provisioningStatus"));
        Assert.Equal("Running", answer.Text(Inner + "state"));
    }

    [Fact]
    public async Task A_get_never_shows_the_public_key()
    {
        await _client.Create(
            "dev", SandboxClient.Instance(more: ""","sshSettings":{"sshPublicAccess":"Enabled","adminPublicKey":"ssh-rsa AAA"}"""));

        Answer answer = await _client.Get("dev");

        Assert.Equal("Enabled", answer.Text(Inner + "sshSettings.sshPublicAccess"));
        Assert.Equal("azureuser", answer.Text(Inner + "sshSettings.adminUserName"));
        Assert.Equal("null", answer.Text(Inner + "sshSettings.adminPublicKey"));
    }

    [Fact]
    public async Task What_a_get_shows_can_be_put_back()
    {
        await _client.Create("dev", SandboxClient.Instance(more: """
            ,"sshSettings":{"sshPublicAccess":"Enabled","adminPublicKey":"ssh-rsa AAA"},"idleTimeBeforeShutdown":"PT30M"
            """));
        Answer before = await _client.Get("dev");

        Answer put = await _client.Put("dev", before.Raw);
        _client.Advance(30);

        Assert.Equal(201, put.Status);
        Assert.Equal(before.Text("properties.properties"), (await _client.Get("dev")).Text("properties.properties"));
    }

    private async Task Stopped()
    {
        await _client.Create("dev", SandboxClient.Instance());
        await _client.Post("dev", "stop");
        _client.Advance(60);
    }

    private async Task<string?> State() => (await _client.Get("dev")).Text(Inner + "state");

    private static (string?, string?, string?) LastOperation(Answer answer) => (
        answer.Text(Inner + "lastOperation.operationName"),
        answer.Text(Inner + "lastOperation.operationStatus"),
        answer.Text(Inner + "lastOperation.operationTrigger"));
}
