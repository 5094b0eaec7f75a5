using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class ValidationTests
{
    private const string Inner = "properties.properties.";

    private readonly SandboxClient _client = new();

    [Theory]
    [InlineData(",\"maxNodes\":1", Inner + "maxNodes")]
    [InlineData(",\"vmsize\":\"x\"", Inner + "vmsize")]
    [InlineData(",\"userAccountCredentials\":{\"adminUserName\":\"a\",\"password\":\"b\"}", Inner + "userAccountCredentials.password")]
    [InlineData(",\"subnet\":{\"Id\":\"x\"}", Inner + "subnet.Id")]
    [InlineData(",\"osType\":\"Linux\",\"osType\":\"Linux\"", Inner + "osType")]
    [InlineData(",\"isolatedNetwork\":\"yes\"", Inner + "isolatedNetwork")]
    [InlineData(",\"osType\":\"Solaris\"", Inner + "osType")]
    [InlineData(",\"enableNodePublicIp\":1", Inner + "enableNodePublicIp")]
    [InlineData(",\"subnet\":\"x\"", Inner + "subnet")]
    public async Task A_wrong_member_of_a_cluster_is_refused_with_its_path(string more, string path)
    {
        Answer answer = await _client.Put("cpu", SandboxClient.Cluster(more: more));

        await Refused(answer, path);
        Assert.Contains($"'{path}'", answer.Message);
    }

    [Theory]
    [InlineData("""{"properties":{"computeType":"AmlCompute","properties":{"vmSize":"Standard_DS2_v2"}}}""", Inner + "scaleSettings")]
    [InlineData("""{"properties":{"computeType":"AmlCompute","properties":{"scaleSettings":{"maxNodeCount":1}}}}""", Inner + "vmSize")]
    [InlineData("""{"properties":{"computeType":"AmlCompute"},"colour":"red"}""", "colour")]
    [InlineData("""{"systemData":{"a":{"b":1,"b":2}},"properties":{"computeType":"DataFactory"}}""", "systemData.a.b")]
    [InlineData("""{"properties":{"computeType":"AmlCompute","size":1}}""", "properties.size")]
    [InlineData("""{"tags":{"a":1},"properties":{"computeType":"AmlCompute"}}""", "tags.a")]
    [InlineData("""{"properties":{"properties":{}}}""", "properties.computeType")]
    [InlineData("""{"properties":{"computeType":"Batch"}}""", "properties.computeType")]
    [InlineData("""{"location":"eastus"}""", "properties")]
    [InlineData("""{"identity":{"type":"UserAssigned"},"properties":{"computeType":"AmlCompute"}}""", "identity.userAssignedIdentities")]
    [InlineData("""{"identity":{"type":"Robot"},"properties":{"computeType":"AmlCompute"}}""", "identity.type")]
    public async Task A_wrong_envelope_is_refused_with_the_path(string body, string path)
    {
        await Refused(await _client.Put("cpu", body), path);
    }

    [Theory]
    [InlineData("mars", 400)]
    [InlineData("East US 2", 201)]
    [InlineData("westeurope", 201)]
    public async Task A_region_that_is_none_is_refused(string location, int status)
    {
        Answer answer = await _client.Put("factory", $$$"""{"location":"{{{location}}}","properties":{"computeType":"DataFactory"}}""");

        Assert.Equal(status, answer.Status);
        Assert.Equal(
            status == 201 ? 200 : 400,
            (await _client.Send("GET", $"{SandboxClient.LocationPath.Replace("eastus", Uri.EscapeDataString(location))}/vmSizes")).Status);
    }

    [Theory]
    [InlineData("Bad NS!", 400)]
    [InlineData("-a", 400)]
    [InlineData("Jobs", 400)]
    [InlineData("ml-jobs-2", 201)]
    public async Task A_namespace_that_Kubernetes_does_not_take_is_refused(string name, int status)
    {
        const string Cluster = "/subscriptions/1/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c";

        Answer answer = await _client.Put(
            "k8s",
            $$$$"""{"properties":{"computeType":"Kubernetes","resourceId":"{{{{Cluster}}}}","properties":{"namespace":"{{{{name}}}}"}}}""");

        Assert.Equal((status, status == 400 ? Inner + "namespace" : null), (answer.Status, status == 400 ? answer.Target : null));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"location\":\"\\ud800\",\"properties\":{\"computeType\":\"AmlCompute\"}}")]
    [InlineData("{\"systemData\":\"\\ud800\",\"properties\":{\"computeType\":\"DataFactory\"}}")]
    public async Task A_body_that_is_not_JSON_is_refused(string body)
    {
        Answer answer = await _client.Put("cpu", body);

        Assert.Equal((400, "InvalidRequestContent"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Read_only_and_ignored_members_and_nulls_are_accepted()
    {
        Answer answer = await _client.Put("cpu", """
            { "id": "x", "name": 1, "type": null, "systemData": {}, "location": null, "tags": null, "identity": null,
              "sku": { "name": "S" },
              "properties": { "computeType": "amlcompute", "provisioningState": "x", "createdOn": "x", "modifiedOn": "x",
                "provisioningErrors": [],
                "provisioningWarnings": {}, "isAttachedCompute": true, "description": null, "resourceId": null, "disableLocalAuth": null,
                "properties": { "vmSize": "standard_ds2_v2", "osType": null, "subnet": null, "vmPriority": "lowpriority", "errors": null,
                  "scaleSettings": { "maxNodeCount": 1, "minNodeCount": null, "nodeIdleTimeBeforeScaleDown": "PT100S" },
                  "allocationState": "x", "currentNodeCount": 3, "nodeStateCounts": {}, "enableBatchPrivateLink": false,
                  "propertyBag": { "a": [1] } } } }
            """);

        Assert.Equal(201, answer.Status);
        Assert.Equal("cpu", answer.Text("name"));
        Assert.Equal("AmlCompute", answer.Text("properties.computeType"));
        Assert.Equal("LowPriority", answer.Text(Inner + "vmPriority"));
        Assert.Equal("PT1M40S", answer.Text(Inner + "scaleSettings.nodeIdleTimeBeforeScaleDown"));
        Assert.Equal("eastus", answer.Text("location"));
        Assert.Null(answer.Text("sku"));
    }

    [Theory]
    [InlineData(2, 1, Inner + "scaleSettings.maxNodeCount")]
    [InlineData(-1, 1, Inner + "scaleSettings.minNodeCount")]
    [InlineData(-2, -1, Inner + "scaleSettings.minNodeCount")]
    [InlineData(0, 101, Inner + "scaleSettings.maxNodeCount")]
    public async Task Impossible_node_counts_are_refused(int min, int max, string path)
    {
        await Refused(await _client.Put("cpu", SandboxClient.Cluster(min, max)), path);
    }

    [Theory]
    [InlineData("5 minutes")]
    [InlineData("-PT5M")]
    [InlineData("P99999D")]
    [InlineData("")]
    public async Task A_malformed_idle_time_is_refused(string duration)
    {
        string body = SandboxClient.Cluster()
            .Replace("\"minNodeCount\"", $"\"nodeIdleTimeBeforeScaleDown\": \"{duration}\", \"minNodeCount\"");

        await Refused(await _client.Put("cpu", body), Inner + "scaleSettings.nodeIdleTimeBeforeScaleDown");
    }

    [Theory]
    [InlineData("PT14M59S")]
    [InlineData("P3DT1S")]
    public async Task An_idle_shutdown_time_out_of_range_is_refused(string duration)
    {
        await Refused(
            await _client.Put("dev", SandboxClient.Instance(more: $",\"idleTimeBeforeShutdown\":\"{duration}\"")),
            Inner + "idleTimeBeforeShutdown");
    }

    [Theory]
    [InlineData("PT15M", "PT15M")]
    [InlineData("PT72H", "P3D")]
    public async Task An_idle_shutdown_time_in_range_is_normalised(string duration, string shown)
    {
        await _client.Create("dev", SandboxClient.Instance(more: $",\"idleTimeBeforeShutdown\":\"{duration}\""));

        Assert.Equal(shown, (await _client.Get("dev")).Text(Inner + "idleTimeBeforeShutdown"));
    }

    [Fact]
    public async Task An_unknown_size_is_refused_by_name()
    {
        Answer answer = await _client.Put("cpu", SandboxClient.Cluster(vmSize: "Standard_DS2"));

        await Refused(answer, Inner + "vmSize");
        Assert.Contains("'Standard_DS2'", answer.Message);
        Assert.Contains("eastus", answer.Message);
    }

    [Fact]
    public async Task The_error_for_an_unknown_size_names_the_region_of_the_request()
    {
        Answer cluster = await _client.Put("cpu", SandboxClient.Cluster(vmSize: "Standard_X").Replace("eastus", "westus3"));
        Answer instance = await _client.Put("dev", SandboxClient.Instance("Standard_X").Replace("eastus", "westus3"));

        Assert.All(
            [cluster, instance],
            answer => Assert.Equal("The specified VM size 'Standard_X' is not available in region 'westus3'.", answer.Message));
    }

    [Fact]
    public async Task A_size_that_the_type_cannot_use_is_refused()
    {
        Answer answer = await _client.Put("dev", SandboxClient.Instance("Standard_D1"));

        await Refused(answer, Inner + "vmSize");
        Assert.Contains("ComputeInstance", answer.Message);
    }

    [Theory]
    [InlineData(",\"sshSettings\":{\"sshPublicAccess\":\"Enabled\"}", Inner + "sshSettings.adminPublicKey")]
    [InlineData(
        ",\"personalComputeInstanceSettings\":{\"assignedUser\":{\"objectId\":\"1\"}}",
        Inner + "personalComputeInstanceSettings.assignedUser.tenantId")]
    [InlineData(
        ",\"schedules\":{\"computeStartStop\":[{\"action\":\"Stop\",\"triggerType\":\"Cron\"}]}",
        Inner + "schedules.computeStartStop[0].cron")]
    [InlineData(",\"schedules\":{\"computeStartStop\":[{\"triggerType\":\"Cron\"}]}", Inner + "schedules.computeStartStop[0].action")]
    [InlineData(",\"customServices\":[{\"image\":{\"tag\":\"x\"}}]", Inner + "customServices[0].image.tag")]
    public async Task A_wrong_instance_is_refused_with_the_path(string more, string path)
    {
        await Refused(await _client.Put("dev", SandboxClient.Instance(more: more)), path);
    }

    [Fact]
    public async Task An_account_needs_a_password_or_a_key()
    {
        await Refused(
            await _client.Put("cpu", SandboxClient.Cluster(more: ",\"userAccountCredentials\":{\"adminUserName\":\"me\"}")),
            Inner + "userAccountCredentials");
        await Refused(await _client.Put("vm", SandboxClient.VirtualMachine("""{"username":"me"}""")), Inner + "administratorAccount");
    }

    [Fact]
    public async Task Attaching_needs_the_id_of_a_fitting_resource()
    {
        await Refused(await _client.Put("aks", """{"properties":{"computeType":"Kubernetes"}}"""), "properties.resourceId");
        await Refused(
            await _client.Put("aks", SandboxClient.Kubernetes().Replace(SandboxClient.AksId, SandboxClient.VmId)), "properties.resourceId");
        await Refused(await _client.Put("vm", SandboxClient.VirtualMachine().Replace(SandboxClient.VmId, "vm1")), "properties.resourceId");
    }

    [Fact]
    public async Task What_the_service_makes_takes_no_resource_id()
    {
        string body = SandboxClient.Cluster().Replace("\"computeType\"", $"\"resourceId\": \"{SandboxClient.AksId}\", \"computeType\"");

        await Refused(await _client.Put("cpu", body), "properties.resourceId");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("1a")]
    [InlineData("a_b")]
    [InlineData("a%20b")]
    [InlineData("a%2Fb")]
    [InlineData("-ab")]
    [InlineData("abcdefghijklmnopqrstuvwxyz-abcdef")]
    [InlineData("%C3%A4bc")]
    public async Task A_bad_name_is_refused(string name)
    {
        Answer answer = await _client.Put(name, SandboxClient.Cluster());

        Assert.Equal((400, "name"), (answer.Status, answer.Target));
    }

    [Theory]
    [InlineData("ab", 400)]
    [InlineData("abc-1", 400)]
    [InlineData("abcdefghijklmnopqrstuvwxy", 400)]
    [InlineData("abc-1x", 201)]
    [InlineData("abcdefghijklmnopqrstuvwx", 201)]
    public async Task Strict_names_follow_the_published_pattern(string name, int status)
    {
        SandboxClient strict = new(new SandboxOptions { ManualClock = true, StrictNames = true });

        Assert.Equal(status, (await strict.Put(name, SandboxClient.Cluster())).Status);
        Assert.Equal(201, (await _client.Put(name, SandboxClient.Cluster())).Status);
    }

    [Theory]
    [InlineData("Standard_DS2_v2", "Standard_DS3_v2", Inner + "vmSize")]
    [InlineData("\"maxNodeCount\": 4 }", "\"maxNodeCount\": 4 }, \"osType\":\"Windows\"", Inner + "osType")]
    [InlineData("\"maxNodeCount\": 4 }", "\"maxNodeCount\": 4 }, \"subnet\":{\"id\":\"x\"}", Inner + "subnet.id")]
    [InlineData("\"location\": \"eastus\"", "\"location\": \"westus\"", "location")]
    public async Task What_is_fixed_cannot_be_changed_by_a_put(string from, string to, string path)
    {
        await _client.Create("cpu", SandboxClient.Cluster());
        string before = (await _client.Get("cpu")).Raw;
        string body = SandboxClient.Cluster().Replace(from, to);
        Assert.NotEqual(SandboxClient.Cluster(), body);

        Answer answer = await _client.Put("cpu", body);

        Assert.Equal((400, path), (answer.Status, answer.Target));
        Assert.Equal(before, (await _client.Get("cpu")).Raw);
    }

    [Fact]
    public async Task A_compute_does_not_become_one_of_another_type()
    {
        await _client.Create("cpu", SandboxClient.Cluster());

        Assert.Equal("properties.computeType", (await _client.Put("cpu", SandboxClient.Instance())).Target);
    }

    [Fact]
    public async Task What_a_get_shows_can_be_put_back()
    {
        await _client.Create("cpu", SandboxClient.Cluster(min: 1, more: """
            ,"userAccountCredentials":{"adminUserName":"me","adminUserPassword":"x"},"remoteLoginPortPublicAccess":"NotSpecified"
            """));
        Answer before = await _client.Get("cpu");

        Assert.Equal(201, (await _client.Put("cpu", before.Raw)).Status);
        _client.Advance(30);

        Assert.Equal(before.Text("properties.properties"), (await _client.Get("cpu")).Text("properties.properties"));
    }

    [Fact]
    public async Task A_put_with_scale_settings_alone_leaves_the_rest_as_it_was()
    {
        await _client.Create("cpu", SandboxClient.Cluster());

        Answer answer = await _client.Put(
            "cpu", """{"properties":{"computeType":"AmlCompute","properties":{"scaleSettings":{"maxNodeCount":2}}}}""");

        Assert.Equal(
            (201, "STANDARD_DS2_V2", "2"),
            (answer.Status, answer.Text(Inner + "vmSize"), answer.Text(Inner + "scaleSettings.maxNodeCount")));
    }

    [Theory]
    [InlineData("""{"maxNodeCount":-1}""")]
    [InlineData("""{"minNodeCount":5}""")]
    [InlineData("""{"maxNodes":5}""")]
    [InlineData("""{"maxNodeCount":"5"}""")]
    public async Task A_wrong_patch_is_refused_and_changes_nothing(string scale)
    {
        await _client.Create("cpu", SandboxClient.Cluster());
        string before = (await _client.Get("cpu")).Raw;

        Assert.Equal(400, (await _client.Patch("cpu", scale)).Status);

        Assert.Equal(before, (await _client.Get("cpu")).Raw);
    }

    [Fact]
    public async Task A_patch_of_anything_else_is_refused()
    {
        await _client.Create("cpu", SandboxClient.Cluster());

        Answer answer = await _client.Send("PATCH", SandboxClient.WorkspacePath + "/computes/cpu", """{"tags":{"a":"b"}}""");

        Assert.Equal((400, "tags"), (answer.Status, answer.Target));
    }

    private async Task Refused(Answer answer, string path)
    {
        Assert.Equal((400, "BadRequest", path), (answer.Status, answer.Code, answer.Target));
        Assert.Equal("[]", (await _client.Send("GET", SandboxClient.WorkspacePath + "/computes")).Text("value"));
    }
}
