using System.Collections;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Running;
using AmlCompute.Client.SignIn;
using AmlCompute.Client.Workspaces;
using AmlCompute.Files;
using AmlCompute.Files.V1;
using AmlCompute.Models;
using AmlCompute.Settings;

namespace AmlCompute.NetFramework;

/// <summary>Runs the steps and reports them as TAP. The first step that fails ends the program.</summary>
internal static class ClientRun
{
    private static int _passed;

    public static async Task<int> AllAsync(Uri emulator)
    {
        CallContext call = new(new SilentLog(), CancellationToken.None);
        (ServiceConnection sandbox, WorkspaceReference workspace) =
            ConnectionFactory.CreateSandbox(new Hashtable { ["Speed"] = 6000 }, new WorkspaceChoice(null, null, null));
        await LifeAsync(await sandbox.ReadWorkspaceAsync(workspace, call), call);

        ServiceConnection service = ConnectionFactory.CreateAzure(new SignInOptions { Endpoint = emulator }, _ => null);
        WorkspaceReference remote = new(ConnectionFactory.SandboxSubscriptionId, "sandbox-rg", "framework", "test");
        await LifeAsync(await service.ReadWorkspaceAsync(remote, call), call);

        ComputeSchedule schedule = new ScheduleBuilder("Stop", isEnabled: true, startTime: null, "Europe/Berlin").BuildCron("0 18 * * 1-5");
        Check("A cron expression and the name of a time zone", schedule.Cron?.TimeZone == "W. Europe Standard Time");

        IEnumerable<string> loaded = AppDomain.CurrentDomain.GetAssemblies()
            .Select(assembly => Path.GetFileName(Path.GetDirectoryName(assembly.Location)))
            .Where(folder => folder == "net472");
        Check("Assemblies of the module's folder", loaded.Count() > 5);
        Console.WriteLine($"# pass {_passed}");
        return 0;
    }

    private static async Task LifeAsync(Workspace workspace, CallContext call)
    {
        ComputeClient client = ServiceConnection.GetClient(workspace);
        JsonObject body = new()
        {
            ["location"] = workspace.Location,
            ["properties"] = new JsonObject
            {
                ["computeType"] = "AmlCompute",
                ["properties"] = new JsonObject
                {
                    ["vmSize"] = "Standard_DS2_v2",
                    ["scaleSettings"] = new JsonObject
                    {
                        ["minNodeCount"] = 0,
                        ["maxNodeCount"] = 4,
                        ["nodeIdleTimeBeforeScaleDown"] = "PT2M",
                    },
                },
            },
        };
        ComputeTarget? created = await (await client.PutAsync(workspace, "cpu", body, call)).WaitAsync(call);
        Check($"{workspace.Name}: create", created is ComputeCluster { ProvisioningState: "Succeeded", MaxNodes: 4 });

        List<string> names = [];
        await foreach (ComputeTarget target in client.ListTargetsAsync(workspace, call))
        {
            names.Add(target.Name);
        }

        Check($"{workspace.Name}: list", names is ["cpu"]);
        string json = V1Json.ToV1Text(created!, compress: true);
        Check($"{workspace.Name}: JSON", V1Json.FromText(json, workspace)[0].Name == "cpu");
        Check($"{workspace.Name}: YAML", ComputeFiles.ReadText(ComputeDocumentWriter.ToYaml(created!), ".", () => workspace).Count == 1);
        await (await client.DeleteAsync(workspace, "cpu", UnderlyingResourceAction.Delete, call)).WaitAsync(call);
        Check($"{workspace.Name}: delete", await client.FindTargetAsync(workspace, "cpu", call) is null);
    }

    private static void Check(string step, bool passed)
    {
        Console.WriteLine($"{(passed ? "ok" : "not ok")} - {step}");
        _passed++;
        if (!passed)
        {
            throw new InvalidOperationException(step);
        }
    }

    private sealed class SilentLog : ICallLog
    {
        public bool WantsDebug => false;

        public void WriteVerbose(string message)
        {
        }

        public void WriteDebug(string message)
        {
        }

        public void WriteWarning(string message)
        {
        }

        public void WriteProgress(CallProgress progress)
        {
        }

        public void WriteState(string target, string state)
        {
        }
    }
}
