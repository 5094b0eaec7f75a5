using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using AmlCompute.Tests.Client;
using AmlCompute.Tests.Fidelity;
using Azure.Core;
using Xunit;

namespace AmlCompute.Tests.Facts;

/// <summary>Requests match the official examples in method, path, query without the version, and body.</summary>
public sealed class RequestFactTests
{
    private const string Image =
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/myResourceGroup/providers/Microsoft.Compute/galleries/" +
        "myImageGallery"
        + "/images/myImageDefinition/versions/0.0.1";

    private const string AksCluster =
        "/subscriptions/34adfa4f-cedf-4dc0-ba29-b6d1a69ab345/resourcegroups/testrg123/providers/Microsoft.ContainerService/managedClusters"
        + "/compute123-56826-c9b00420020b2";

    private const string Subnet =
        "/subscriptions/34adfa4f-cedf-4dc0-ba29-b6d1a69ab345/resourceGroups/testrg123/providers/Microsoft.Network/virtualNetworks/net"
        + "/subnets/default";

    private const string Nobody = "00000000-0000-0000-0000-000000000000";

    /// <summary>The command of the same meaning for each example that a command can send.</summary>
    private static readonly Dictionary<string, string> Commands = new()
    {
        ["2024-10-01.createOrUpdate.BasicAKSCompute"] = "New-AmlComputeTarget compute123 -Aks -Location eastus",
        ["2024-10-01.createOrUpdate.BasicAmlCompute"] = $$"""
            New-AmlComputeTarget compute123 STANDARD_NC6 -Location eastus -Priority Dedicated -OsType Windows `
                -VirtualMachineImageId {{Image}} -IsolatedNetwork:$false -MinNodes 0 -MaxNodes 1 -IdleTimeBeforeScaleDown 5m `
                -RemoteLogin NotSpecified -EnableNodePublicIp $true
            """,
        ["2024-10-01.createOrUpdate.ComputeInstance"] = $$"""
            New-AmlComputeTarget compute123 -Instance -VmSize STANDARD_NC6 -Location eastus -SubnetId {{Subnet}} `
                -ApplicationSharingPolicy Personal -SshPublicAccess Disabled -AssignedUser {{Nobody}} -AssignedUserTenantId {{Nobody}} `
                -CustomService @{
                    name = 'rstudio'; image = @{ type = 'docker'; reference = 'ghcr.io/azure/rocker-rstudio-ml-verse:latest' }
                    docker = @{ privileged = $true }
                    environmentVariables = @{ test_variable = @{ type = 'local'; value = 'test_value' } }
                    endpoints = @(@{ name = 'connect'; target = 8787; published = 8787; protocol = 'http' })
                    volumes = @(@{
                        type = 'bind'; readOnly = $false; source = '/home/azureuser/cloudfiles'; target = '/home/azureuser/cloudfiles'
                    })
                }
            """,
        ["2024-10-01.createOrUpdate.KubernetesCompute"] = $$"""
            $resources = @{ cpu = '1'; memory = '4Gi'; 'nvidia.com/gpu' = $null }
            $type = @{ nodeSelector = $null; resources = @{ requests = $resources; limits = $resources } }
            Connect-AmlComputeTarget compute123 -Kubernetes -ResourceId {{AksCluster}} -Location eastus -Description 'some compute' `
                -Namespace default -DefaultInstanceType defaultInstanceType -InstanceType @{ defaultInstanceType = $type }
            """,
        ["2025-12-01.createOrUpdate.BasicDataFactoryCompute"] = "New-AmlComputeTarget compute123 -DataFactory -Location eastus",
        ["2025-12-01.createOrUpdate.ComputeInstanceMinimal"] =
            "New-AmlComputeTarget compute123 -Instance -VmSize STANDARD_NC6 -Location eastus",
        ["2025-12-01.createOrUpdate.ComputeInstanceWithSchedules"] = $$"""
            New-AmlComputeTarget compute123 -Instance -VmSize STANDARD_NC6 -Location eastus -ApplicationSharingPolicy Personal `
                -SshPublicAccess Disabled -AssignedUser {{Nobody}} -AssignedUserTenantId {{Nobody}} `
                -Schedule (New-AmlComputeSchedule -Stop -Cron '0 18 * * *' -StartTime 2021-04-23T01:30:00 -TimeZone America/Los_Angeles)
            """,
        ["2025-12-01.delete"] = "Remove-AmlComputeTarget compute123 -Force",
        ["2025-12-01.get.AKSCompute"] = "Get-AmlComputeTarget compute123",
        ["2025-12-01.get.AmlCompute"] = "Get-AmlComputeTarget compute123",
        ["2025-12-01.get.ComputeInstance"] = "Update-AmlComputeTarget compute123",
        ["2025-12-01.get.KubernetesCompute"] = "Wait-AmlComputeTarget compute123",
        ["2025-12-01.list"] = "Get-AmlComputeTarget",
        ["2025-12-01.createOrUpdate.AKSCompute"] = "Set-AmlComputeTarget compute123 -Description 'some compute'",
        ["2025-12-01.createOrUpdate.AmlCompute"] =
            "Set-AmlComputeTarget compute123 -Description 'some compute' -MinNodes 4 -MaxNodes 4 -IdleTimeBeforeScaleDown 5m",
        ["2025-12-01.update.AmlCompute"] = "Set-AmlComputeTarget compute123 -MinNodes 4 -MaxNodes 4 -IdleTimeBeforeScaleDown 5m",
        ["2025-12-01.start"] = "Start-AmlComputeTarget compute123",
        ["2025-12-01.stop"] = "Stop-AmlComputeTarget compute123",
        ["2025-12-01.resize"] = "Resize-AmlComputeTarget compute123 Standard_DS11_v2",
        ["2025-12-01.getAllowedVmSizesForResize"] = "Resize-AmlComputeTarget compute123 Standard_DS1_v2",
        ["2025-12-01.updateIdleShutdownSetting"] = "Set-AmlComputeTarget compute123 -IdleTimeBeforeShutdown 2h",
        ["2025-12-01.updateDataMounts"] = """
            Set-AmlComputeTarget compute123 -DataMount @{
                mountAction = 'Mount'; mountMode = 'ReadOnly'; mountName = 'hello'; mountPath = '/some/random/path/on/host'
                sourceType = 'URI'
                source = 'azureml://subscriptions/some-sub/resourcegroups/some-rg/workspaces/some-ws' +
                    '/data/some-data-asset-name/versions/some-data-asset-version'
            }
            """,
        ["2025-12-01.updateCustomServices"] = """
            Set-AmlComputeTarget compute123 -CustomService @{
                name = 'rstudio-workbench'; docker = @{ privileged = $true }
                image = @{ type = 'docker'; reference = 'ghcr.io/azure/rstudio-workbench:latest' }
                endpoints = @(@{ name = 'connect'; hostIp = $null; published = 4444; target = 8787; protocol = 'http' })
                environmentVariables = @{ RSP_LICENSE = @{ type = 'local'; value = 'XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX' } }
                volumes = @(@{ type = 'bind'; readOnly = $true; source = '/mnt/azureuser/'; target = '/home/testuser/' })
            }
            """,
        ["2025-12-01.listKeys.AKSCompute"] = "Get-AmlComputeKey compute123",
        ["2025-12-01.listNodes"] = "Get-AmlComputeNode compute123",
        ["2024-10-01.VirtualMachineSizes_List"] = "Get-AmlComputeVmSize -Location eastus",
        ["2024-10-01.Usages_List"] = "Get-AmlComputeUsage -Location eastus",
        ["2024-10-01.Quotas_List"] = "Get-AmlComputeQuota -Location eastus",
        ["2024-10-01.Quotas_Update"] = $$"""
            $PSDefaultParameterValues.Clear()
            $group = "/subscriptions/{{Nobody}}/resourceGroups/rg"
            $quotas = "$group/providers/Microsoft.MachineLearningServices/workspaces/demo_workspace{0}/quotas/"
            [pscustomobject] @{ Id = ($quotas -f 1) + 'Standard_DSv2_Family_Cluster_Dedicated_vCPUs'; Limit = 100 },
                [pscustomobject] @{ Id = ($quotas -f 2) + 'Standard_DSv2_Family_Cluster_Dedicated_vCPUs'; Limit = 200 } |
                Set-AmlComputeQuota -Location eastus
            """,
    };

    /// <summary>The existing target before a request, with the members that the command needs.</summary>
    private static readonly Dictionary<string, string> Before = new()
    {
        ["2025-12-01.createOrUpdate.AKSCompute"] =
            $$"""
            { "location": "eastus", "properties": { "computeType": "AKS", "isAttachedCompute": true, "resourceId": "{{AksCluster}}",
                "properties": { "agentCount": 4 } } }
            """,
        ["2025-12-01.createOrUpdate.AmlCompute"] =
            """
            { "location": "eastus", "properties": { "computeType": "AmlCompute",
                "properties": { "scaleSettings": { "maxNodeCount": 1 }, "errors": null, "currentNodeCount": 0 } } }
            """,
        ["2025-12-01.update.AmlCompute"] =
            """
            { "properties": { "computeType": "AmlCompute", "properties": { "scaleSettings": { "maxNodeCount": 4, "minNodeCount": 0 } } } }
            """,
        ["2025-12-01.start"] = Instance("Stopped"),
        ["2025-12-01.stop"] = Instance("Running"),
        ["2025-12-01.resize"] = Instance("Running"),
        ["2025-12-01.getAllowedVmSizesForResize"] = Instance("Running"),
        ["2025-12-01.updateIdleShutdownSetting"] = Instance("Running"),
        ["2025-12-01.updateDataMounts"] = Instance("Running"),
        ["2025-12-01.updateCustomServices"] = Instance("Running"),
    };

    /// <summary>
    /// Examples that a command refuses, with what the user would write. Each is the update of an existing target, sent as a whole.
    /// </summary>
    private static readonly Dictionary<string, (string Command, string Reason)> Refused = new()
    {
        ["2025-12-01.createOrUpdate.AKSCompute"] = (
            "Connect-AmlComputeTarget compute123 -Configuration "
                + $"@{{ Aks = $true; ResourceId = '{AksCluster}'; Location = 'eastus'; AgentCount = 4 }}",
            "'AgentCount' is not a setting of a compute target"),
        ["2025-12-01.createOrUpdate.AmlCompute"] = (
            "New-AmlComputeTarget compute123 -Configuration @{ Location = 'eastus'; MinNodes = 4; MaxNodes = 4; " +
            "IdleTimeBeforeScaleDown = '5m' }",
            "'VmSize' is missing."),
    };

    /// <summary>Examples whose commands send what the client is given here.</summary>
    private static readonly Dictionary<string, Func<ModuleShell, Fact, Task>> Calls = new()
    {
        ["2024-10-01.Workspaces_Get"] = (shell, _) => shell.Client.GetWorkspaceAsync(new WorkspaceReference(shell.Workspace), shell.Call),
    };

    public static TheoryData<string> Commanded => [.. Commands.Keys];

    public static TheoryData<string> Called => [.. Calls.Keys];

    public static TheoryData<string> NotTaken => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Commanded))]
    public void A_command_sends_the_request_of_the_example(string example)
    {
        Fact fact = Fact.All[example];
        StubService service = Answering(fact);
        using ModuleShell shell = Shell(fact, service);
        AmlSession session = new();
        session.Connect(shell.Workspace);
        shell.Set("AmlComputeSession", session);

        shell.Output(Commands[example]);

        Same(fact, service.Requests);
    }

    [Theory]
    [MemberData(nameof(Called))]
    public async Task The_client_sends_the_request_of_the_example(string example)
    {
        Fact fact = Fact.All[example];
        StubService service = Answering(fact);
        using ModuleShell shell = Shell(fact, service);

        await Calls[example](shell, fact);

        Same(fact, service.Requests);
    }

    [Theory]
    [MemberData(nameof(NotTaken))]
    public void A_body_that_breaks_a_rule_is_refused_with_the_reason_and_not_sent(string example)
    {
        (string command, string reason) = Refused[example];
        StubService service = Answering(Fact.All[example]);
        using ModuleShell shell = Shell(Fact.All[example], service);

        ShellResult result = shell.Run(command);

        Assert.StartsWith(reason, Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Equal([ErrorIds.InvalidArgument], result.ErrorIds);
        Assert.Empty(service.Requests);
    }

    [Fact]
    public void Every_example_is_sent_by_a_command_or_by_the_client() =>
        Assert.Equal(Fact.All.Keys.Order(), Commands.Keys.Concat(Calls.Keys).Order());

    private static ModuleShell Shell(Fact fact, StubService service) =>
        new(
            service, new WorkspaceReference(fact.Workspace.SubscriptionId, fact.Workspace.ResourceGroupName, fact.Workspace.Name, "test"),
            new PollClock());

    /// <summary>
    /// Answers the example's request as the example does; before it, a name is free and what something is done to is there.
    /// </summary>
    private static StubService Answering(Fact fact) => new(request =>
        request.Query.Contains("$skip", StringComparison.Ordinal) ? WireAnswer.Json(200, """{ "value": [], "nodes": [] }""")
        : Ends(request, "/getAllowedVmSizesForResize") ? Last(Fact.All["2025-12-01.getAllowedVmSizesForResize"])
        : Ends(request, "/usages") ? Last(Fact.All["2024-10-01.Usages_List"])
        : request.Method == fact.Method ? Last(fact)
        : Ends(request, "/quotas") ? Last(Fact.All["2024-10-01.Quotas_List"])
        : Before.TryGetValue(fact.Example, out string? before) ? WireAnswer.Json(200, Named(before))
        : fact.Method == "PUT" ? WireAnswer.NotFound(request)
        : WireAnswer.Json(200, $$"""
            { "name": "compute123", "properties": { "provisioningState": "Succeeded",
              "computeType": "{{(fact.Example.Contains("AKS", StringComparison.Ordinal) ? "AKS" : "AmlCompute")}}" } }
            """));

    private static bool Ends(WireRequest request, string path) => request.Url.AbsolutePath.EndsWith(path, StringComparison.Ordinal);

    private static string Instance(string state) =>
        $$"""{ "properties": { "computeType": "ComputeInstance", "properties": { "state": "{{state}}", "vmSize": "STANDARD_DS3_V2" } } }""";

    private static string Named(string target)
    {
        JsonObject json = JsonNode.Parse(target)!.AsObject();
        json["name"] = "compute123";
        json["properties"]!["provisioningState"] = "Succeeded";
        return json.ToJsonString();
    }

    private static WireAnswer Last(Fact fact)
    {
        (int status, FactAnswer answer) = fact.Answers.Last(item => item.Key != 204);
        return WireAnswer.Json(status, answer.Body?.ToJsonString() ?? string.Empty);
    }

    private static void Same(Fact fact, IReadOnlyList<WireRequest> requests)
    {
        Assert.Contains($"{fact.Method} {fact.Path}", requests.Select(request => request.ToString()));
        WireRequest sent = requests.First(request => request.ToString() == $"{fact.Method} {fact.Path}");
        Assert.Equal(fact.Query, sent.Query);
        // An example has a subnet without a valid id, which the commands refuse.
        JsonNode? expected = JsonNode.Parse(
            (fact.Body?.ToJsonString() ?? "null").Replace("test-subnet-resource-id", Subnet, StringComparison.Ordinal));
        Assert.True(JsonNode.DeepEquals(expected, sent.Body), $"{fact.Body?.ToJsonString()} was sent as {sent.Body?.ToJsonString()}");
    }

    private static Func<ModuleShell, Fact, Task> Post(string action) =>
        (shell, fact) => shell.Client.PostActionAsync(shell.Workspace, "compute123", new ServiceAction(action), fact.Body, shell.Call);

}
