using System.Collections;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Running;
using AmlCompute.Client.SignIn;
using AmlCompute.Client.Workspaces;
using AmlCompute.Files;
using AmlCompute.Files.V1;
using AmlCompute.Settings;

namespace AmlCompute.NetFramework;

/// <summary>What is done, step by step, reported as TAP. The first that goes wrong ends the program.</summary>
internal static class ClientRun
{
    private static int _passed;

    public static async Task<int> AllAsync(Uri emulator)
    {
        CallContext call = new(new SilentLog(), CancellationToken.None);
        (ServiceConnection sandbox, WorkspaceReference workspace) = ConnectionFactory.Sandbox(new Hashtable { ["Speed"] = 6000 }, (null, null, null));
        await LifeAsync(await sandbox.OpenAsync(workspace, call), call);

        ServiceConnection service = ConnectionFactory.Azure(new SignInOptions { Endpoint = emulator }, _ => null);
        WorkspaceReference remote = new(ConnectionFactory.SandboxSubscriptionId, "sandbox-rg", "framework", "test");
        await LifeAsync(await service.OpenAsync(remote, call), call);

        ComputeSchedule schedule = new ScheduleBuilder("Stop", isEnabled: true, startTime: null, "Europe/Berlin").Cron("0 18 * * 1-5");
        Check("A cron expression and the name of a time zone", schedule.Cron?.TimeZone == "W. Europe Standard Time");

        IEnumerable<string> loaded = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => Path.GetFileName(Path.GetDirectoryName(assembly.Location)))
            .Where(folder => folder == "net472");
        Check("Assemblies of the module's folder", loaded.Count() > 5);
        Console.WriteLine($"# pass {_passed}");
        return 0;
    }

    private static async Task LifeAsync(Workspace workspace, CallContext call)
    {
        ComputeClient client = ServiceConnection.ClientOf(workspace);
        JsonObject body = new()
        {
            ["location"] = workspace.Location,
            ["properties"] = new JsonObject
            {
                ["computeType"] = "AmlCompute",
                ["properties"] = new JsonObject
                {
                    ["vmSize"] = "Standard_DS2_v2",
                    ["scaleSettings"] = new JsonObject { ["minNodeCount"] = 0, ["maxNodeCount"] = 4, ["nodeIdleTimeBeforeScaleDown"] = "PT2M" },
                },
            },
        };
        ComputeTarget? made = await (await client.PutAsync(workspace, "cpu", body, call)).WaitAsync(call);
        Check($"{workspace.Name}: create", made is ComputeCluster { ProvisioningState: "Succeeded", MaxNodes: 4 });

        List<string> names = [];
        await foreach (ComputeTarget target in client.ListAsync(workspace, call))
        {
            names.Add(target.Name);
        }

        Check($"{workspace.Name}: list", names is ["cpu"]);
        Check($"{workspace.Name}: JSON", V1Json.FromText(V1Json.ToText(made!, asArm: false, compress: true), workspace)[0].Name == "cpu");
        Check($"{workspace.Name}: YAML", ComputeFiles.ReadText(ComputeDocument.ToYaml(made!), ".", () => workspace).Count == 1);
        await (await client.DeleteAsync(workspace, "cpu", UnderlyingResourceAction.Delete, call)).WaitAsync(call);
        Check($"{workspace.Name}: delete", await client.FindAsync(workspace, "cpu", call) is null);
    }

    private static void Check(string what, bool holds)
    {
        Console.WriteLine($"{(holds ? "ok" : "not ok")} - {what}");
        _passed++;
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }

    private sealed class SilentLog : ICallLog
    {
        public bool WantsDebug => false;

        public void Verbose(string message)
        {
        }

        public void Debug(string message)
        {
        }

        public void Warning(string message)
        {
        }

        public void Progress(CallProgress progress)
        {
        }
    }
}
