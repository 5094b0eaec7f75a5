using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Client.Workspaces;
using AmlCompute.Files;
using AmlCompute.Models;
using AmlCompute.Reports;
using CsCheck;
using Xunit;

namespace AmlCompute.Tests.Properties;

/// <summary>Plans of random workspaces on the sandbox.</summary>
public sealed class PlanProperties
{
    private static readonly string[] ChangingMethods = ["PUT", "PATCH", "POST", "DELETE"];

    [Fact]
    public Task The_steps_of_a_plan_are_what_is_sent_and_a_second_plan_is_empty() =>
        Property.Holds(RandomWorkspaces.Pairs, 500, async pair =>
        {
            RandomRun run = await RandomRun.Of(pair.Live);
            int before = run.Changes.Length;
            ComputePlan plan = await run.Plan(pair.Wanted);
            Assert.Equal(before, run.Changes.Length);
            Assert.Empty(plan.Steps.SelectMany(step => step.Problems).Where(problem => problem.IsError).Select(problem => problem.Message));

            foreach (ComputePlanStep step in plan.Steps)
            {
                int sent = run.Changes.Length;
                await run.Apply(step, plan);
                string[] changes = run.Changes[sent..];
                Assert.All(changes, change => Assert.Equal(step.Name, change.Split(' ', '/')[1]));
                Assert.Equal(Expected(step, changes), changes);
            }

            Assert.Empty((await run.Plan(pair.Wanted)).Steps.Select(step => step.ToString()));
        });

    [Fact]
    public Task A_change_that_a_step_would_overwrite_and_a_deletion_are_noticed() =>
        Property.Holds(Gen.Select(RandomWorkspaces.Clusters, Gen.Bool), 100, async pair =>
        {
            RandomRun run = await RandomRun.Of(pair.Item1.Live);
            ComputePlan plan = await run.Plan(pair.Item1.Wanted);
            ComputePlanStep step = Assert.Single(plan.Steps);
            await run.Run(pair.Item2
                ? new RemovalGoal("cpu", UnderlyingResourceAction.Delete)
                : new ChangeGoal("cpu", new ComputeChange().SetValue(nameof(ComputeCluster.MinNodes), 2)));
            int before = run.Changes.Length;

            ComputeTargetException exception = await Assert.ThrowsAsync<ComputeTargetException>(() => run.Apply(step, plan));

            Assert.Equal(ErrorIds.PlanStale, exception.ErrorId);
            Assert.Equal(before, run.Changes.Length);
        });

    [Fact]
    public Task Nodes_and_states_that_change_stop_no_step() =>
        Property.Holds(Gen.Select(Gen.Int[3, 9], Gen.Int[0, 20], Gen.Bool), 100, async given =>
        {
            (int maxNodes, int minutes, bool starts) = given;
            RandomTarget cluster = new("cpu", "amlcompute", "size: Standard_DS1_v2\nmin_instances: 1\nmax_instances: 2\n");
            RandomTarget instance = new("desk", "computeinstance", "size: Standard_DS1_v2\nidle_time_before_shutdown_minutes: 600\n");
            RandomRun run = await RandomRun.Of([cluster, instance]);
            ComputePlan plan = await run.Plan(
            [
                cluster with { Yaml = cluster.Yaml.Replace("max_instances: 2", $"max_instances: {maxNodes}") },
                instance with { Yaml = instance.Yaml.Replace("600", "900") },
            ]);
            Assert.Equal(2, plan.Steps.Count);
            run.Sandbox.Advance(TimeSpan.FromMinutes(minutes));
            await run.Run(new PowerGoal("desk", PowerChange.Stop));
            if (starts)
            {
                await run.Run(new PowerGoal("desk", PowerChange.Start));
            }

            int before = run.Changes.Length;
            foreach (ComputePlanStep step in plan.Steps)
            {
                await run.Apply(step, plan);
            }

            Assert.Equal(["PATCH cpu", "POST desk/updateIdleShutdownSetting"], run.Changes[before..]);
        });

    [Fact]
    public Task Secrets_are_in_no_form_of_a_plan() => Property.Holds(RandomWorkspaces.Pairs, 100, async pair =>
    {
        RandomRun run = await RandomRun.Of(pair.Live);
        ComputePlan plan = await run.Plan(pair.Wanted);
        Assert.DoesNotContain(RandomWorkspaces.Secret, JsonSerializer.Serialize(plan), StringComparison.Ordinal);
        Assert.DoesNotContain(RandomWorkspaces.Secret, PSSerializer.Serialize(plan, 10), StringComparison.Ordinal);
        Assert.DoesNotContain(RandomWorkspaces.Secret, MarkdownText.WritePlan(plan), StringComparison.Ordinal);
        Assert.DoesNotContain(RandomWorkspaces.Secret, plan.ToString(), StringComparison.Ordinal);

        RandomTarget[] changed = [.. pair.Wanted.Select(target => target with
        {
            Yaml = target.Yaml.Replace(RandomWorkspaces.Secret, "Another", StringComparison.Ordinal),
        })];
        Assert.Equal(plan.SourceDigest, (await run.Plan(changed)).SourceDigest);
    });

    [Fact]
    public Task A_step_that_fails_leaves_the_others_applied_and_a_plan_for_the_rest() =>
        Property.Holds(Gen.Select(RandomWorkspaces.Pairs, Gen.Int[0, 9]), 100, async given =>
        {
            RandomRun run = await RandomRun.Of(given.Item1.Live);
            ComputePlan plan = await run.Plan(given.Item1.Wanted);
            if (plan.Steps.Count == 0)
            {
                return;
            }

            ComputePlanStep failing = plan.Steps[given.Item2 % plan.Steps.Count];
            foreach (string method in ChangingMethods)
            {
                run.Sandbox.AddFault(new Hashtable
                {
                    ["Method"] = method,
                    ["Path"] = $"*/computes/{failing.Name}",
                    ["Status"] = 403,
                    ["Count"] = 0,
                });
            }

            run.Sandbox.AddFault(new Hashtable
            {
                ["Method"] = "POST",
                ["Path"] = $"*/computes/{failing.Name}/*",
                ["Status"] = 403,
                ["Count"] = 0,
            });
            foreach (ComputePlanStep step in plan.Steps)
            {
                if (step == failing)
                {
                    await Assert.ThrowsAsync<ComputeTargetException>(() => run.Apply(step, plan));
                }
                else
                {
                    await run.Apply(step, plan);
                }
            }

            Assert.Equal(failing.Name, Assert.Single((await run.Plan(given.Item1.Wanted)).Steps).Name);
        });

    /// <summary>Returns the requests of a step; for a change in place, those that were sent if they are such requests.</summary>
    private static string[] Expected(ComputePlanStep step, string[] sent) => step.Action switch
    {
        ComputeSyncAction.Replace => [$"DELETE {step.Name}", $"PUT {step.Name}"],
        ComputeSyncAction.Delete or ComputeSyncAction.Detach => [$"DELETE {step.Name}"],
        ComputeSyncAction.Update => sent.Length > 0 && sent.All(line => line.Split(' ')[0] is "PUT" or "PATCH" or "POST") ? sent : [],
        _ => [$"PUT {step.Name}"],
    };

    /// <summary>A sandbox with a manual clock, which moves while a call runs.</summary>
    private sealed class RandomRun
    {
        private static readonly WaitChoice Wait = new(true, TimeSpan.FromDays(40));

        private readonly Workspace _workspace;
        private readonly CallContext _call = new(new SilentLog(), CancellationToken.None);

        private RandomRun()
        {
            (ServiceConnection connection, WorkspaceReference reference) = ConnectionFactory.CreateSandbox(
                new Hashtable { ["Clock"] = "Manual", ["ReadLag"] = "0" }, new WorkspaceChoice(null, null, null));
            _workspace = connection.CreateWorkspace(reference);
            Sandbox = connection.Sandbox!;
        }

        public WorkspaceSandbox Sandbox { get; }

        /// <summary>Gets the requests that can change something, each as method and name, with the action after a slash.</summary>
        public string[] Changes =>
        [
            .. Sandbox.Requests
                .Where(request => request.Method != "GET"
                    && !request.Path.EndsWith("/checkComputeNameAvailability", StringComparison.Ordinal)
                    && !request.Path.EndsWith("/listKeys", StringComparison.Ordinal)
                    && !request.Path.EndsWith("/getAllowedVmSizesForResize", StringComparison.Ordinal))
                .Select(request => $"{request.Method} {request.Path.Split("/computes/").Last()}"),
        ];

        public static async Task<RandomRun> Of(IReadOnlyList<RandomTarget> live)
        {
            RandomRun run = new();
            foreach (WantedTarget target in run.Read(live))
            {
                await run.Run(new ConfigurationGoal(target.Name, target.Configuration, ExistingTarget.Update));
            }

            return run;
        }

        public async Task<ComputePlan> Plan(IReadOnlyList<RandomTarget> wanted)
        {
            // The cache of responses is that of one command.
            PlanReader reader = new(_workspace, new CallContext(_call.Log, _call.Token));
            return await Pass(new WorkspacePlanner(reader, prunes: true, replaces: true)
                .PlanAsync(TargetComparison.CompareAll(Read(wanted), await Pass(reader.ListTargetsAsync()))));
        }

        public Task<RunResult> Apply(ComputePlanStep step, ComputePlan plan) => Run(WorkspacePlanner.CreateGoal(
            step, plan.Sources!.TryGetValue(step.Name, out ComputeConfiguration? configuration) ? configuration : null));

        public Task<RunResult> Run(Goal goal) => Pass(new Runner(_workspace, _call).RunAsync(goal, Wait));

        private WantedTarget[] Read(IReadOnlyList<RandomTarget> targets) => targets.Count == 0 ? [] :
        [
            .. ComputeFiles.ReadText(string.Join("---\n", targets), Path.GetTempPath(), () => _workspace)
                .Select(item => new WantedTarget(item.Name, item.Configuration, null)),
        ];

        private async Task<T> Pass<T>(Task<T> call)
        {
            while (!call.IsCompleted)
            {
                Sandbox.Advance(TimeSpan.FromSeconds(5));
                await Task.Yield();
            }

            return await call;
        }
    }
}
