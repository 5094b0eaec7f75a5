using System.Collections;
using System.Text.Json;
using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class JobTests
{
    private const string Inner = "properties.properties.";

    private readonly SandboxClient _client = new();

    [Fact]
    public void The_tags_of_a_job_can_be_a_dictionary_of_any_type()
    {
        SandboxJob job = SandboxJob.FromDictionary(
            new Hashtable { ["Tags"] = new Dictionary<string, object> { ["team"] = "vision", ["year"] = 2026 } });

        Assert.Equal(("vision", "2026"), (job.Tags["team"], job.Tags["year"]));
    }

    [Fact]
    public async Task A_queued_job_scales_its_cluster_runs_and_lets_it_scale_down_after_the_idle_time()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 0, max: 4));
        Add(new SandboxJob { Name = "train", Target = "cpu", Nodes = 2, Duration = TimeSpan.FromMinutes(10) });

        Assert.Equal(("Queued", "2", "0"), (await Status("train"), await Cpu("targetNodeCount"), await Cpu("currentNodeCount")));
        _client.Advance(125);
        Assert.Equal(
            ("Running", "2", "2"), (await Status("train"), await Cpu("currentNodeCount"), await Cpu("nodeStateCounts.runningNodeCount")));
        Answer nodes = await _client.Post("cpu", "listNodes");
        Assert.Equal(("train", "running"), (nodes.Text("nodes.0.runId"), nodes.Text("nodes.1.nodeState")));
        _client.Advance(590);
        Assert.Equal("Running", await Status("train"));
        _client.Advance(20);
        Assert.Equal(("Completed", "2"), (await Status("train"), await Cpu("nodeStateCounts.idleNodeCount")));
        _client.Advance(60);
        Assert.Equal("2", await Cpu("targetNodeCount"));
        _client.Advance(100);
        Assert.Equal(("0", "0", "Steady"), (await Cpu("targetNodeCount"), await Cpu("currentNodeCount"), await Cpu("allocationState")));
    }

    [Fact]
    public async Task A_job_gets_at_most_the_maximum_of_nodes_and_jobs_run_in_order()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 1, max: 2));
        Add(new SandboxJob { Name = "large", Target = "cpu", Nodes = 9, Duration = TimeSpan.FromMinutes(5) });
        Add(new SandboxJob { Name = "next", Target = "cpu", Nodes = 1, Duration = TimeSpan.FromMinutes(5) });
        _client.Advance(200);

        Assert.Equal(("Running", "Queued", "2"), (await Status("large"), await Status("next"), await Cpu("targetNodeCount")));
        _client.Advance(240);
        Assert.Equal(("Completed", "Running"), (await Status("large"), await Status("next")));
        _client.Advance(600);
        Assert.Equal(("Completed", "1"), (await Status("next"), await Cpu("targetNodeCount")));
    }

    [Fact]
    public async Task A_job_that_runs_from_the_start_gets_idle_nodes_before_a_job_that_waits()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 2, max: 4));
        Add(new SandboxJob { Name = "large", Target = "cpu", Nodes = 4 });
        Add(new SandboxJob { Name = "train", Target = "cpu", Nodes = 1, Status = "Running" });

        Assert.Equal(("Queued", "Running"), (await Status("large"), await Status("train")));
        Assert.Equal("1", await Cpu("nodeStateCounts.runningNodeCount"));
    }

    [Fact]
    public async Task A_cluster_that_is_being_created_gets_the_nodes_for_its_job_afterwards()
    {
        await _client.Put("cpu", SandboxClient.Cluster(min: 0, max: 4));
        Add(new SandboxJob { Name = "early", Target = "cpu", Nodes = 3 });
        _client.Advance(180);

        Assert.Equal(("Running", "3"), (await Status("early"), await Cpu("currentNodeCount")));
    }

    [Fact]
    public async Task A_smaller_maximum_does_not_end_a_running_job()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 0, max: 4));
        Add(new SandboxJob { Name = "train", Target = "cpu", Nodes = 3, Duration = TimeSpan.FromMinutes(30) });
        _client.Advance(180);
        await _client.Patch("cpu", """{"maxNodeCount":1}""");
        _client.Advance(120);

        Assert.Equal(("Running", "3"), (await Status("train"), await Cpu("nodeStateCounts.runningNodeCount")));
        _client.Advance(2000);
        Assert.Equal(("Completed", "0"), (await Status("train"), await Cpu("currentNodeCount")));
    }

    [Fact]
    public async Task A_waiting_job_gets_no_node_above_a_smaller_maximum()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 0, max: 2));
        foreach (string name in (string[])["first", "second", "third", "fourth"])
        {
            Add(new SandboxJob { Name = name, Target = "cpu", Duration = TimeSpan.FromMinutes(10) });
        }

        _client.Advance(180);
        await _client.Patch("cpu", """{"maxNodeCount":1}""");
        _client.Advance(720);

        Assert.Equal(("Completed", "Completed"), (await Status("first"), await Status("second")));
        Assert.Equal(("Running", "Queued", "1"), (await Status("third"), await Status("fourth"), await Cpu("currentNodeCount")));
    }

    [Fact]
    public async Task A_cluster_is_not_steady_while_nodes_leave_and_as_many_are_missing()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 2));
        await _client.Patch("cpu", """{"minNodeCount":0,"nodeIdleTimeBeforeScaleDown":"PT100S"}""");
        _client.Advance(30 + 100);
        Add(new SandboxJob { Name = "train", Target = "cpu", Nodes = 2 });

        Assert.Equal("2", await Cpu("nodeStateCounts.leavingNodeCount"));
        Assert.Equal(("2", "2", "Resizing"), (await Cpu("currentNodeCount"), await Cpu("targetNodeCount"), await Cpu("allocationState")));
        _client.Advance(180);
        Assert.Equal(("Running", "2", "Steady"), (await Status("train"), await Cpu("currentNodeCount"), await Cpu("allocationState")));
    }

    [Fact]
    public async Task A_job_sets_JobRunning_on_an_instance_and_delays_its_idle_shutdown()
    {
        await _client.Create("dev", SandboxClient.Instance(more: ""","idleTimeBeforeShutdown":"PT1H" """));
        Add(new SandboxJob { Name = "notebook", Target = "dev", Duration = TimeSpan.FromHours(2) });

        Assert.Equal(("Running", "JobRunning"), (await Status("notebook"), await State("dev")));
        _client.Advance(7100);
        Assert.Equal("JobRunning", await State("dev"));
        _client.Advance(200);
        Assert.Equal(("Completed", "Running"), (await Status("notebook"), await State("dev")));
        _client.Advance(3700);
        Assert.Equal("Stopped", await State("dev"));
    }

    [Fact]
    public async Task A_stopped_instance_lets_its_job_wait_and_a_stop_cancels_the_job()
    {
        await _client.Create("dev", SandboxClient.Instance());
        await _client.Post("dev", "stop");
        _client.Advance(60);
        Add(new SandboxJob { Name = "late", Target = "dev" });
        _client.Advance(600);
        Assert.Equal(("Queued", "Stopped"), (await Status("late"), await State("dev")));

        await _client.Post("dev", "start");
        _client.Advance(121);
        Assert.Equal(("Running", "JobRunning"), (await Status("late"), await State("dev")));
        Assert.Equal(202, (await _client.Post("dev", "stop")).Status);
        _client.Advance(60);
        Assert.Equal(("Canceled", "Stopped"), (await Status("late"), await State("dev")));
    }

    [Fact]
    public async Task A_job_stays_in_the_list_when_its_target_is_gone()
    {
        await _client.Create("cpu", SandboxClient.Cluster());
        Add(new SandboxJob { Name = "train", Target = "cpu", Nodes = 1, Duration = TimeSpan.FromHours(1) });
        _client.Advance(200);
        await _client.Delete("cpu");
        _client.Advance(120);

        Answer jobs = await List();
        Assert.Equal(("train", "Canceled"), (jobs.Text("value.0.name"), jobs.Text("value.0.properties.status")));
        Assert.Equal($"{SandboxClient.WorkspacePath}/computes/cpu", jobs.Text("value.0.properties.computeId"));
    }

    [Fact]
    public async Task A_job_without_a_name_keeps_its_name_after_a_restart_when_the_target_of_an_earlier_job_is_gone()
    {
        await _client.Create("cpu", SandboxClient.Cluster());
        Add(new SandboxJob { Target = "cpu" });
        Add(new SandboxJob());
        string? name = (await List()).Text("value.0.name");
        await _client.Delete("cpu");
        _client.Advance(120);

        SandboxClient restored = new(new SandboxOptions { ManualClock = true }, _client.Service.SaveState());
        restored.Service.AddJob(new SandboxJob());
        Answer jobs = await restored.Send("GET", $"{SandboxClient.WorkspacePath}/jobs");

        Assert.Equal(name, jobs.Text("value.1.name"));
        Assert.NotEqual(name, jobs.Text("value.0.name"));
    }

    [Fact]
    public async Task A_job_has_the_members_of_the_official_example()
    {
        await _client.Create("cpu", SandboxClient.Cluster());
        Add(new SandboxJob
        {
            Name = "train",
            Target = "cpu",
            Status = "Completed",
            Nodes = 2,
            Duration = TimeSpan.FromHours(1),
            Experiment = "vision",
            Creator = "Ann",
            Tags = new Dictionary<string, string> { ["team"] = "a" },
        });

        JsonElement job = (await List())["value.0"];
        string[] properties = [.. job.GetProperty("properties").EnumerateObject().Select(member => member.Name)];
        Assert.Equal(["id", "name", "type", "properties", "systemData"], job.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            [
                "description", "tags", "properties", "displayName", "status", "experimentName", "services", "computeId", "isArchived",
                "jobType", "resources", "codeId", "command", "environmentId", "inputs", "outputs", "distribution", "limits",
                "environmentVariables", "identity", "parameters",
            ],
            properties);
        Answer one = await _client.Send("GET", $"{SandboxClient.WorkspacePath}/jobs/TRAIN");
        Assert.Equal(("Ann", "vision", "a", "2"), (
            one.Text("systemData.createdBy"), one.Text("properties.experimentName"), one.Text("properties.tags.team"),
            one.Text("properties.resources.instanceCount")));
        Assert.Equal(("2026-01-01 00:05:00", "2025-12-31 23:05:00"), (
            one.Text("properties.properties.EndTimeUtc"), one.Text("properties.properties.StartTimeUtc")));
    }

    [Fact]
    public async Task The_list_has_pages_newest_first_and_filters_that_the_next_page_keeps()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, PageSize = 2 });
        for (int number = 1; number <= 5; number++)
        {
            client.Service.AddJob(new SandboxJob
            {
                Name = $"job{number}",
                Type = number == 3 ? "Sweep" : "Command",
                Tags = new Dictionary<string, string> { [number < 5 ? "a" : "b"] = "x" },
            });
        }

        string path = $"{SandboxClient.WorkspacePath}/jobs";
        Answer first = await client.Send("GET", path);
        Answer filtered = await client.Send("GET", $"{path}?listViewType=All&tag=a&jobType=command");
        Answer next = await client.Send("GET", filtered.Text("nextLink")!);

        Assert.Equal("job5 job4", Names(first));
        Assert.Equal(("job4 job2", "job1"), (Names(filtered), Names(next)));
        Assert.Null(next.Text("nextLink"));
        Assert.Equal("", Names(await client.Send("GET", $"{path}?listViewType=ArchivedOnly")));
        Assert.Equal(400, (await client.Send("GET", $"{path}?listViewType=Some")).Status);
        Assert.Equal(404, (await client.Send("GET", $"{path}/gone")).Status);
        Assert.Equal(405, (await client.Send("DELETE", $"{path}/job1")).Status);
        Assert.Equal(404, (await client.Send("POST", $"{SandboxClient.WorkspacePath}/addSandboxJob", "{}")).Status);
    }

    [Fact]
    public async Task A_saved_state_has_the_jobs()
    {
        await _client.Create("cpu", SandboxClient.Cluster());
        await _client.Create("dev", SandboxClient.Instance());
        Add(new SandboxJob
        {
            Name = "train",
            Target = "cpu",
            Nodes = 2,
            Duration = TimeSpan.FromHours(1),
            Tags = new Dictionary<string, string> { ["team"] = "a" },
        });
        Add(new SandboxJob { Target = "dev", Duration = TimeSpan.FromMinutes(5) });
        _client.Advance(200);

        SandboxClient restored = new(new SandboxOptions { ManualClock = true, StrictMembers = true }, _client.Service.SaveState());
        foreach (int seconds in (int[])[0, 200, 4000])
        {
            _client.Advance(seconds);
            restored.Advance(seconds);
            foreach (string path in (string[])["jobs", "computes/cpu", "computes/dev"])
            {
                string url = $"{SandboxClient.WorkspacePath}/{path}";
                Assert.Equal((await _client.Send("GET", url)).Raw, (await restored.Send("GET", url)).Raw);
            }
        }
    }

    [Theory]
    [InlineData("Target", "gone", "compute target 'gone' does not exist")]
    [InlineData("Status", "Sleeping", "Status of a sandbox job must be one of Queued, ")]
    [InlineData("Type", "Magic", "Type of a sandbox job must be one of AutoML, Command, ")]
    [InlineData("Nodes", 0, "Nodes of a sandbox job must be at least 1, not 0.")]
    [InlineData("Nodes", "many", "Nodes of a sandbox job must be a number, not 'many' (String).")]
    [InlineData("Duration", "0s", "Duration of a sandbox job must be above 0")]
    [InlineData("Name", "a/b", "Name of a sandbox job must not be empty or contain slashes")]
    [InlineData("Name", "taken", "A job 'taken' exists in workspace 'sandbox-ws'.")]
    [InlineData("Tags", "team", "Tags of a sandbox job must be a dictionary of texts")]
    [InlineData("Colour", "red", "Unknown key 'Colour' in a sandbox job. Allowed: Name, Target, Status, ")]
    public void An_invalid_job_is_refused_with_the_allowed_values(string key, object value, string message)
    {
        _client.Service.AddJob(new SandboxJob { Name = "taken" });

        Exception exception = Assert.ThrowsAny<ArgumentException>(
            () => _client.Service.AddJob(SandboxJob.FromDictionary(new Hashtable { [key] = value })));
        Assert.Contains(message, exception.Message);
    }

    [Fact]
    public async Task A_name_that_two_workspaces_have_needs_the_resource_id()
    {
        SandboxClient client = new(new SandboxOptions
        {
            ManualClock = true,
            Workspaces = [new SandboxWorkspace("00000000-0000-0000-0000-000000000000", "sandbox-rg", "second", "eastus")],
        });
        string second = SandboxClient.WorkspacePath.Replace("sandbox-ws", "second");
        await client.Put("cpu", SandboxClient.Cluster());
        await client.Send("PUT", $"{second}/computes/cpu", SandboxClient.Cluster());

        Assert.Contains("Give its resource id.", Refused(new SandboxJob { Target = "cpu" }));
        Assert.Contains("Target of a sandbox job is required, because the sandbox has 2 workspaces.", Refused(new SandboxJob()));
        client.Service.AddJob(new SandboxJob { Name = "here", Target = $"{second}/computes/cpu" });
        client.Service.AddJob(new SandboxJob { Name = "there", Target = "cpu" }, second);
        Assert.Equal("there here", Names(await client.Send("GET", $"{second}/jobs")));

        string Refused(SandboxJob job) => Assert.Throws<ArgumentException>(() => client.Service.AddJob(job)).Message;
    }

    [Fact]
    public async Task A_job_of_a_workspace_whose_group_needs_escapes_is_added()
    {
        SandboxClient client = new(new SandboxOptions { ManualClock = true, ResourceGroupName = "team #1" });
        string jobs = $"{SandboxClient.WorkspacePath.Replace("sandbox-rg", Uri.EscapeDataString("team #1"))}/jobs";

        client.Service.AddJob(new SandboxJob { Name = "train" });

        Assert.Equal("train", Names(await client.Send("GET", jobs)));
    }

    [Fact]
    public void An_unknown_workspace_is_named()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => _client.Service.AddJob(new SandboxJob { Target = "cpu" }, "/subscriptions/s/resourceGroups/g/other"));

        Assert.Contains("The sandbox has no workspace '/subscriptions/s/resourceGroups/g/other'.", error.Message);
    }

    [Fact]
    public async Task A_job_that_runs_on_an_instance_from_before_its_creation_keeps_its_end()
    {
        await _client.Put("dev", SandboxClient.Instance());
        Add(new SandboxJob { Name = "train", Target = "dev", Status = "Running", Duration = TimeSpan.FromMinutes(4) });
        _client.Advance(180);
        Assert.Equal(("JobRunning", "Running"), (await State("dev"), await Status("train")));

        _client.Advance(60);
        Answer job = await _client.Send("GET", $"{SandboxClient.WorkspacePath}/jobs/train");

        Assert.Equal(("Running", "Completed"), (await State("dev"), await Status("train")));
        Assert.Equal("2026-01-01 00:00:00", job.Text("properties.properties.StartTimeUtc"));
    }

    private static string Names(Answer list) =>
        string.Join(" ", list["value"].EnumerateArray().Select(job => job.GetProperty("name").GetString()));

    private void Add(SandboxJob job) => _client.Service.AddJob(job);

    private Task<Answer> List() => _client.Send("GET", $"{SandboxClient.WorkspacePath}/jobs?listViewType=All");

    private async Task<string?> Status(string job) =>
        (await _client.Send("GET", $"{SandboxClient.WorkspacePath}/jobs/{job}")).Text("properties.status");

    private async Task<string?> Cpu(string member) => (await _client.Get("cpu")).Text(Inner + member);

    private async Task<string?> State(string name) => (await _client.Get(name)).Text(Inner + "state");
}
