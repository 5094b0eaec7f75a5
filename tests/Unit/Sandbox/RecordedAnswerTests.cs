using System.Globalization;
using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

/// <summary>
/// The members of the answers, in their order, as in the recordings of azure-powershell (2024-07, 2025-11) and azure-sdk-for-python
/// (2022-10).
/// </summary>
public sealed class RecordedAnswerTests
{
    private const string Inner = "properties.properties";

    private readonly SandboxClient _client = new();

    [Fact]
    public async Task A_cluster_has_the_recorded_members()
    {
        Answer put = await _client.Put("cpu", SandboxClient.Cluster());
        _client.Advance(60);
        Answer get = await _client.Get("cpu");

        Assert.Equal(
            [
                "vmSize", "vmPriority", "scaleSettings", "subnet", "currentNodeCount", "targetNodeCount", "nodeStateCounts",
                "allocationState", "errors", "remoteLoginPortPublicAccess", "osType", "virtualMachineImage", "isolatedNetwork",
                "enableNodePublicIp", "enableBatchPrivateLink",
            ],
            put.Names(Inner));
        Assert.Equal(
            [
                "vmSize", "vmPriority", "scaleSettings", "subnet", "currentNodeCount", "targetNodeCount", "nodeStateCounts",
                "allocationState", "allocationStateTransitionTime", "errors", "remoteLoginPortPublicAccess", "osType",
                "virtualMachineImage", "isolatedNetwork", "enableNodePublicIp", "enableBatchPrivateLink", "propertyBag",
            ],
            get.Names(Inner));
        Assert.Equal("False", put.Text($"{Inner}.isolatedNetwork"));
    }

    [Fact]
    public async Task A_patch_of_a_cluster_shows_the_priority()
    {
        await _client.Create("cpu", SandboxClient.Cluster());

        Answer patch = await _client.Patch("cpu", """{"maxNodeCount":2}""");

        Assert.Equal(("Dedicated", "False"), (patch.Text($"{Inner}.vmPriority"), patch.Text($"{Inner}.isolatedNetwork")));
    }

    [Fact]
    public async Task A_put_over_a_cluster_shows_the_underlying_cluster_until_it_ends()
    {
        await _client.Create("cpu", SandboxClient.Cluster());

        Answer put = await _client.Put("cpu", SandboxClient.Cluster(max: 2));

        Assert.Contains("Microsoft.BatchAI/workspaces/sandbox-ws/clusters/cpu", put.Text("properties.resourceId"));
        _client.Advance(60);
        Assert.Equal("null", (await _client.Get("cpu")).Text("properties.resourceId"));
    }

    [Fact]
    public async Task An_instance_has_the_recorded_members()
    {
        Answer put = await _client.Put("dev", SandboxClient.Instance(more: ""","sshSettings":{"sshPublicAccess":"Disabled"}"""));
        _client.Advance(300);
        Answer get = await _client.Get("dev");

        // No recording is new enough for idleTimeBeforeShutdown and enableRootAccess.
        Assert.Equal(
            [
                "vmSize", "imageVersion", "subnet", "sshSettings", "autologgerSettings", "errors", "connectivityEndpoints", "applications",
                "state", "lastOperation", "createdBy", "applicationSharingPolicy", "computeInstanceAuthorizationType",
                "personalComputeInstanceSettings", "setupScripts", "schedules", "idleTimeBeforeShutdown", "enableNodePublicIp",
                "enableBatchPrivateLink", "enableOSPatching", "enableRootAccess", "releaseQuotaOnStop", "enableSSO", "dataMounts",
                "dataDisks", "containers", "updateStatus", "versions", "customServices", "osImageMetadata",
            ],
            get.Names(Inner));
        Assert.Equal(("null", "null"), (put.Text($"{Inner}.sshSettings"), put.Text($"{Inner}.customServices")));
        Assert.Equal("[]", get.Text($"{Inner}.customServices"));
        Assert.Equal(("azureuser", "50000"), (get.Text($"{Inner}.sshSettings.adminUserName"), get.Text($"{Inner}.sshSettings.sshPort")));
    }

    [Fact]
    public async Task A_virtual_machine_is_known_in_the_first_answer()
    {
        Answer put = await _client.Put("vm", SandboxClient.VirtualMachine());
        _client.Advance(60);
        Answer get = await _client.Get("vm");

        Assert.Equal("eastus", put.Text("properties.computeLocation"));
        Assert.Equal("STANDARD_D1_V2", put.Text($"{Inner}.virtualMachineSize"));
        Assert.Equal(get.Text($"{Inner}.address"), put.Text($"{Inner}.address"));
        Assert.Equal("null", get.Text("tags"));
        Assert.DoesNotContain("isNotebookInstanceCompute", get.Names(Inner));
    }

    [Theory]
    [InlineData("location", "Properties", "ComputeType", "AmlCompute", "properties", "VMSize", "ScaleSettings", "MaxNodeCount")]
    [InlineData("LOCATION", "properties", "computetype", "amlcompute", "PROPERTIES", "vmsize", "scalesettings", "maxnodecount")]
    public async Task A_body_in_another_case_creates_the_same_cluster(params string[] words)
    {
        string body = string.Format(
            CultureInfo.InvariantCulture,
            """
            {{ "{0}": "eastus", "{1}": {{ "{2}": "{3}", "{4}": {{
                "{5}": "Standard_DS2_v2", "{6}": {{ "{7}": 4, "minNodeCount": 0 }} }} }} }}
            """,
            words);
        SandboxClient lenient = new(new SandboxOptions { ManualClock = true });
        await _client.Create("cpu", SandboxClient.Cluster());
        await lenient.Create("cpu", body);

        Assert.Equal((await _client.Get("cpu")).Raw, (await lenient.Get("cpu")).Raw);
        Assert.Equal(400, (await _client.Put("cpu2", body)).Status);
    }

    [Fact]
    public async Task A_member_in_two_cases_is_refused()
    {
        SandboxClient lenient = new(new SandboxOptions { ManualClock = true });

        Answer answer = await lenient.Put("cpu", SandboxClient.Cluster(more: ""","VMSize":"Standard_DS3_v2" """));

        Assert.Equal((400, "properties.properties.VMSize"), (answer.Status, answer.Target));
        Assert.Contains("more than once", answer.Message);
    }
}
