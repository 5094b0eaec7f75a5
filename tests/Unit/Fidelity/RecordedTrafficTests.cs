using System.Text.Json.Nodes;
using AmlCompute.Client.Running;
using AmlCompute.Models;
using AmlCompute.Tests.Client;
using Xunit;

namespace AmlCompute.Tests.Fidelity;

/// <summary>The commands against a service that answers as recorded.</summary>
public sealed class RecordedTrafficTests : IDisposable
{
    private const string Path =
        "/subscriptions/0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90/resourceGroups/rg-vision/providers/Microsoft.MachineLearningServices/" +
        "workspaces/vision/computes";

    private const string Machine =
        "/subscriptions/0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90/resourceGroups/rg-vision/providers/Microsoft.Compute/virtualMachines/vm";

    private readonly RecordedService _service = new() { PollsInProgress = 1 };
    private readonly ModuleShell _shell;

    public RecordedTrafficTests() => _shell = new ModuleShell(_service, clock: new PollClock());

    [Fact]
    public async Task The_life_of_a_cluster_is_the_recorded_one()
    {
        ComputeCluster made = Assert.IsType<ComputeCluster>(Assert.Single(_shell.Output("""
            New-AmlComputeTarget cpu -VmSize STANDARD_DS3_V2 -MinNodes 0 -MaxNodes 8 -OsType Linux -RemoteLogin NotSpecified `
                -EnableNodePublicIp $true -Location eastus -Wait
            """)));
        JsonAssert.Equal(
            """
            {
              "properties": {
                "computeType": "AmlCompute",
                "properties": {
                  "scaleSettings": { "maxNodeCount": 8, "minNodeCount": 0 }, "osType": "Linux", "vmSize": "STANDARD_DS3_V2",
                  "remoteLoginPortPublicAccess": "NotSpecified", "enableNodePublicIp": true
                }
              },
              "location": "eastus"
            }
            """,
            _service.Bodies[0]);
        Assert.Equal(
            ("Succeeded", "Dedicated", TimeSpan.FromMinutes(2), "Steady", "Enabled", "eastus"),
            (made.ProvisioningState, made.Priority, made.IdleTimeBeforeScaleDown, made.State, made.RemoteLogin, made.ComputeLocation));

        JsonObject patch = JsonNode.Parse("""{ "properties": { "properties": { "scaleSettings": { "maxNodeCount": 6 } } } }""")!.AsObject();
        ComputeOperation change = await _shell.Client.PatchAsync(_shell.Workspace, "cpu", patch, _shell.Call);
        ComputeCluster changing = Assert.IsType<ComputeCluster>(change.Target);
        ComputeCluster changed = Assert.IsType<ComputeCluster>(await change.WaitAsync(_shell.Call));
        await Task.Yield(); // The wait ends inside a step of the clock, which must be over before something else waits on it.
        Assert.Contains("Microsoft.BatchAI", changing.ClusterResourceId);
        Assert.Equal(("Updating", false, null), (changing.ProvisioningState, changing.IsAttached, changing.CurrentNodes));
        Assert.Equal(("Succeeded", 6, 0, null), (changed.ProvisioningState, changed.MaxNodes, changed.MinNodes, changed.ClusterResourceId));

        Assert.Empty(_shell.Output("Remove-AmlComputeTarget cpu -Force -Wait"));
        string[] operations = [.. _service.OperationUrls.Select(url => $"GET {url}")];
        Assert.Equal(
            [
                $"GET {Path}/cpu", $"PUT {Path}/cpu", operations[0], operations[0], $"GET {Path}/cpu",
                $"PATCH {Path}/cpu", operations[1], operations[1], $"GET {Path}/cpu",
                $"GET {Path}/cpu", $"DELETE {Path}/cpu", operations[2], operations[2],
            ],
            _service.Requests);
    }

    [Fact]
    public void The_first_answer_is_read_with_its_nulls()
    {
        ComputeCluster made = Assert.IsType<ComputeCluster>(Assert.Single(_shell.Output(
            "New-AmlComputeTarget cpu Standard_DS3_v2 -Location eastus -Tag @{ team = 'vision' }")));

        Assert.Equal(("Creating", "Creating", "STANDARD_DS3_V2"), (made.ProvisioningState, made.State, made.VmSize));
        Assert.Null(made.ComputeLocation);
        Assert.Null(made.Priority);
        Assert.Null(made.AllocationState);
        Assert.Null(made.CurrentNodes);
        Assert.Null(made.NodeStates);
        Assert.Empty(made.Tags);
        Assert.Empty(made.Errors);
        Assert.Contains("\"provisioningWarnings\": null", made.ToJson());
        Assert.Equal([$"GET {Path}/cpu", $"PUT {Path}/cpu"], _service.Requests);
    }

    [Fact]
    public void What_New_emitted_is_waited_for_by_GETs_alone_and_brought_up_to_date()
    {
        ComputeCluster made = Assert.IsType<ComputeCluster>(Assert.Single(_shell.Output(
            "$made = New-AmlComputeTarget cpu Standard_DS3_v2 -Location eastus; $made; $json = $made | ConvertTo-AmlComputeJson")));

        // Nobody has asked for the operation, and yet the service has come to its end.
        _service.Add("cpu", _service.Bodies[0].ToJsonString());
        ComputeCluster waited = Assert.IsType<ComputeCluster>(Assert.Single(_shell.Output("$made | Wait-AmlComputeTarget")));
        ComputeCluster fromJson = Assert.IsType<ComputeCluster>(
            Assert.Single(_shell.Output("$json | ConvertFrom-AmlComputeJson | Wait-AmlComputeTarget -For Steady")));

        Assert.Same(made, waited);
        Assert.Equal(("Succeeded", "Steady", 0), (waited.ProvisioningState, waited.State, waited.CurrentNodes));
        Assert.Equal("Steady", fromJson.State);
        Assert.DoesNotContain(_service.Requests, request => request.Contains("computeOperationsStatus", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    [InlineData("restart")]
    public async Task An_action_on_an_instance_ends_with_its_operation(string action)
    {
        _service.Add(
            "ci",
            """
            { "location": "eastus", "properties": { "computeType": "ComputeInstance", "properties": { "vmSize": "Standard_DS3_v2" } } }
            """);

        ComputeOperation operation = await _shell.Client.BeginActionAsync(_shell.Workspace, "ci", new ServiceAction(action), _shell.Call);
        Assert.Null(await operation.WaitAsync(_shell.Call));

        Assert.Equal(
            [$"POST {Path}/ci/{action}", $"GET {_service.OperationUrls[0]}", $"GET {_service.OperationUrls[0]}"], _service.Requests);
    }

    [Fact]
    public void An_instance_is_read_before_and_after_its_creation()
    {
        ComputeInstance first = Assert.IsType<ComputeInstance>(Assert.Single(_shell.Output(
            "New-AmlComputeTarget ci -Instance -VmSize Standard_DS3_v2 -ApplicationSharingPolicy Personal")));
        _shell.Output("Remove-AmlComputeTarget ci -Force -Wait");
        ComputeInstance last = Assert.IsType<ComputeInstance>(
            Assert.Single(_shell.Output("New-AmlComputeTarget ci -Instance -VmSize Standard_DS3_v2 -Wait")));

        Assert.Equal(("Creating", null), (first.State, first.ApplicationSharingPolicy));
        Assert.Equal(("Running", "Shared", "STANDARD_DS3_V2"), (last.State, last.ApplicationSharingPolicy, last.VmSize));
        Assert.Empty(last.Schedules);
        Assert.Empty(last.Containers);
    }

    [Fact]
    public void A_machine_is_attached_and_detached_and_its_account_never_comes_back()
    {
        VirtualMachineCompute machine = Assert.IsType<VirtualMachineCompute>(Assert.Single(_shell.Output($$"""
            $credential = [Management.Automation.PSCredential]::new('ann', [Net.NetworkCredential]::new('', 'marked-secret').SecurePassword)
            Connect-AmlComputeTarget vm -VirtualMachine -ResourceId {{Machine}} -Credential $credential -SshPort 22 -Wait
            """)));

        Assert.Equal(
            (true, Machine, "20.1.2.3", "STANDARD_D1_V2", 22, null),
            (machine.IsAttached, machine.ClusterResourceId, machine.Address, machine.VmSize, machine.SshPort, machine.AdminUserName));
        Assert.Equal(
            "marked-secret", _service.Bodies[0]["properties"]!["properties"]!["administratorAccount"]!["password"]!.GetValue<string>());
        Assert.DoesNotContain("marked-secret", machine.ToJson());
        Assert.Equal([ErrorIds.ComputeTargetAttached], _shell.Run("Remove-AmlComputeTarget vm -Force").ErrorIds);
        Assert.Empty(_shell.Output("Disconnect-AmlComputeTarget vm -Force -Wait"));
        Assert.Equal([ErrorIds.ComputeTargetNotFound], _shell.Run("Get-AmlComputeTarget vm").ErrorIds);
    }

    [Fact]
    public void The_signature_in_the_URL_of_an_operation_is_in_no_stream()
    {
        _service.PollsInProgress = 3;

        IReadOnlyList<object> everything = _shell.Output("""
            & {
                New-AmlComputeTarget cpu Standard_DS3_v2 -Wait -Verbose -Debug
                Remove-AmlComputeTarget cpu -Force -Wait -Verbose -Debug
            } *>&1
            """);

        string text = string.Join("\n", everything);
        Assert.InRange(_service.OperationUrls[0].Length, 3200, 3600);
        Assert.Contains("/computeOperationsStatus/", text);
        Assert.DoesNotContain(RecordedService.SignatureStart, text);
        Assert.DoesNotContain("sssss", text);
    }

    public void Dispose() => _shell.Dispose();
}
