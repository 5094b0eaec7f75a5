using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

/// <summary>The actions that change an instance without a PUT.</summary>
public sealed class InstanceActionTests
{
    private const string Inner = "properties.properties.";

    private readonly SandboxClient _client = new();

    [Fact]
    public async Task The_idle_shutdown_time_is_set_at_once_and_normalised()
    {
        await _client.Create("dev", SandboxClient.Instance());

        Answer set = await _client.Post("dev", "updateIdleShutdownSetting", """{"idleTimeBeforeShutdown":"PT120M"}""");

        Assert.Equal((200, ""), (set.Status, set.Raw));
        Assert.Null(set.Header("Azure-AsyncOperation"));
        Assert.Equal("PT2H", (await _client.Get("dev")).Text(Inner + "idleTimeBeforeShutdown"));
        await _client.Post("dev", "updateIdleShutdownSetting", """{"idleTimeBeforeShutdown":null}""");
        Assert.Equal("null", (await _client.Get("dev")).Text(Inner + "idleTimeBeforeShutdown"));
    }

    [Theory]
    [InlineData("updateIdleShutdownSetting", """{"idleTimeBeforeShutdown":"PT5M"}""", "idleTimeBeforeShutdown")]
    [InlineData("updateIdleShutdownSetting", """{"idleTime":"PT30M"}""", "idleTime")]
    [InlineData("customServices", """[{"image":{"tag":"x"}}]""", "[0].image.tag")]
    [InlineData("updateDataMounts", """[{"mountName":"a","source":"s","mode":"x"}]""", "[0].mode")]
    [InlineData("updateDataMounts", """[{"source":"s"}]""", "[0].mountName")]
    [InlineData("updateDataMounts", """[{"mountName":"a"}]""", "[0].source")]
    [InlineData("updateDataMounts", """[{"mountName":"a","mountAction":"Unmount"}]""", "[0].mountName")]
    [InlineData("resize", """{"targetVMSize":"Standard_Nothing"}""", "targetVMSize")]
    [InlineData("resize", """{"targetVMSize":"Standard_NC6s_v3"}""", "targetVMSize")]
    [InlineData("resize", "{}", "targetVMSize")]
    [InlineData("resize", """{"vmSize":"Standard_DS3_v2"}""", "vmSize")]
    public async Task A_wrong_body_is_refused_with_its_path_and_changes_nothing(string action, string body, string path)
    {
        await _client.Create("dev", SandboxClient.Instance());
        string before = (await _client.Get("dev")).Raw;

        Answer answer = await _client.Post("dev", action, body);

        Assert.Equal((400, path), (answer.Status, answer.Target));
        Assert.Equal(before, (await _client.Get("dev")).Raw);
    }

    [Theory]
    [InlineData("updateIdleShutdownSetting")]
    [InlineData("customServices")]
    [InlineData("resize")]
    public async Task No_body_at_all_is_refused(string action)
    {
        await _client.Create("dev", SandboxClient.Instance());

        Assert.Equal(400, (await _client.Post("dev", action)).Status);
    }

    [Fact]
    public async Task Custom_services_are_replaced_as_a_whole()
    {
        await _client.Create("dev", SandboxClient.Instance(more: ""","customServices":[{"name":"old"}]"""));

        Answer set = await _client.Post("dev", "customServices", """[{"name":"one"},{"name":"two","docker":{"privileged":true}}]""");

        Assert.Equal((200, ""), (set.Status, set.Raw));
        Answer answer = await _client.Get("dev");
        Assert.Equal(
            ("one", "True"), (answer.Text(Inner + "customServices.0.name"), answer.Text(Inner + "customServices.1.docker.privileged")));
        Assert.Equal(2, answer[Inner + "customServices"].GetArrayLength());
    }

    [Fact]
    public async Task Data_is_mounted_and_unmounted_with_the_states_between()
    {
        await _client.Create("dev", SandboxClient.Instance());

        Answer mount = await _client.Post("dev", "updateDataMounts", """
            [{"mountName":"in","source":"azureml://a","sourceType":"URI","mountMode":"ReadOnly","mountPath":"/in","mountAction":"Mount"},
             {"mountName":"out","source":"azureml://b","mountMode":"ReadWrite"}]
            """);

        Assert.Equal((200, ""), (mount.Status, mount.Raw));
        Answer requested = await _client.Get("dev");
        Assert.Equal(("in", "MountRequested", "null"), Mount(requested, 0));
        _client.Advance(10);
        Assert.Equal(("out", "Mounted", "2026-01-01T00:05:10+00:00"), Mount(await _client.Get("dev"), 1));
        await _client.Post("dev", "updateDataMounts", """[{"mountName":"IN","mountAction":"Unmount"}]""");
        Assert.Equal("UnmountRequested", Mount(await _client.Get("dev"), 0).Item2);
        _client.Advance(10);
        Answer ended = await _client.Get("dev");
        Assert.Equal(("Unmounted", "Mounted"), (Mount(ended, 0).Item2, Mount(ended, 1).Item2));
        Assert.Equal("azureml://a", ended.Text(Inner + "dataMounts.0.source"));
    }

    [Theory]
    [InlineData(false, "Running")]
    [InlineData(true, "Stopped")]
    public async Task An_instance_is_resized_and_goes_back_to_the_state_it_was_in(bool stopped, string state)
    {
        await _client.Create("dev", SandboxClient.Instance());
        if (stopped)
        {
            await _client.Post("dev", "stop");
            _client.Advance(60);
        }

        Answer accepted = await _client.Post("dev", "resize", """{"targetVMSize":"Standard_DS1_v2"}""");

        Assert.Equal((202, ""), (accepted.Status, accepted.Raw));
        Answer moving = await _client.Get("dev");
        Assert.Equal(("Resizing", "STANDARD_DS2_V2", "Succeeded"), (
            moving.Text(Inner + "state"), moving.Text(Inner + "vmSize"), moving.Text("properties.provisioningState")));
        _client.Advance(180);
        Assert.Equal("Succeeded", await _client.Status(accepted));
        Answer ended = await _client.Get("dev");
        Assert.Equal((state, "STANDARD_DS1_V2", "Resize", "Succeeded"), (
            ended.Text(Inner + "state"), ended.Text(Inner + "vmSize"), ended.Text(Inner + "lastOperation.operationName"),
            ended.Text(Inner + "lastOperation.operationStatus")));
    }

    [Fact]
    public async Task A_failed_resize_leaves_size_and_state()
    {
        await _client.Create("dev", SandboxClient.Instance());
        _client.Service.AddFault(new SandboxFault { Path = "*/resize", FailOperation = true });

        Answer accepted = await _client.Post("dev", "resize", """{"targetVMSize":"Standard_DS1_v2"}""");
        _client.Advance(180);

        Assert.Equal("Failed", await _client.Status(accepted));
        Answer answer = await _client.Get("dev");
        Assert.Equal(("Running", "STANDARD_DS2_V2", "ResizeFailed"), (
            answer.Text(Inner + "state"), answer.Text(Inner + "vmSize"), answer.Text(Inner + "lastOperation.operationStatus")));
    }

    [Fact]
    public async Task A_resize_is_held_to_the_quota()
    {
        await _client.Create("dev", SandboxClient.Instance());

        Answer answer = await _client.Post("dev", "resize", """{"targetVMSize":"Standard_DS4_v2"}""");

        Assert.Equal(400, answer.Status);
        Assert.Contains("vCPU quota of 6", answer.Message);
    }

    [Fact]
    public async Task The_sizes_for_a_resize_are_those_of_instances_without_another_kind_of_hardware()
    {
        await _client.Create("dev", SandboxClient.Instance());

        Answer sizes = await _client.Post("dev", "getAllowedVmSizesForResize");

        Assert.Equal(200, sizes.Status);
        Assert.NotEmpty(sizes["value"].EnumerateArray());
        Assert.All(sizes["value"].EnumerateArray(), size =>
        {
            Assert.Equal(0, size.GetProperty("gpus").GetInt32());
            Assert.Contains("ComputeInstance", size.GetProperty("supportedComputeTypes").EnumerateArray().Select(type => type.GetString()));
        });
    }

    [Theory]
    [InlineData("updateIdleShutdownSetting", """{"idleTimeBeforeShutdown":"PT30M"}""")]
    [InlineData("customServices", "[]")]
    [InlineData("updateDataMounts", "[]")]
    [InlineData("resize", """{"targetVMSize":"Standard_DS1_v2"}""")]
    public async Task An_action_during_another_is_a_conflict(string action, string body)
    {
        await _client.Create("dev", SandboxClient.Instance());
        await _client.Post("dev", "restart");

        Assert.Equal(409, (await _client.Post("dev", action, body)).Status);
    }

    [Theory]
    [InlineData("updateIdleShutdownSetting")]
    [InlineData("customServices")]
    [InlineData("updateDataMounts")]
    [InlineData("resize")]
    [InlineData("getAllowedVmSizesForResize")]
    public async Task The_actions_are_for_instances_only(string action)
    {
        await _client.Create("cpu", SandboxClient.Cluster());

        Answer answer = await _client.Post("cpu", action, "{}");

        Assert.Equal(400, answer.Status);
        Assert.Contains("AmlCompute", answer.Message);
        Assert.Equal(405, (await _client.Send("GET", $"{SandboxClient.WorkspacePath}/computes/cpu/{action}")).Status);
        Assert.Equal(404, (await _client.Post("nobody", action, "{}")).Status);
    }

    [Theory]
    [InlineData("2021-07-01")]
    [InlineData("2026-05-15-preview")]
    public async Task The_actions_are_served_at_any_version(string version)
    {
        await _client.Create("dev", SandboxClient.Instance());

        Answer answer = await _client.Post(
            "dev", $"updateIdleShutdownSetting?api-version={version}", """{"idleTimeBeforeShutdown":"PT30M"}""");

        Assert.Equal(200, answer.Status);
    }

    private static (string?, string?, string?) Mount(Answer answer, int at) => (
        answer.Text($"{Inner}dataMounts.{at}.mountName"), answer.Text($"{Inner}dataMounts.{at}.mountState"),
        answer.Text($"{Inner}dataMounts.{at}.mountedOn"));
}
