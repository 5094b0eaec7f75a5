using Xunit;

namespace AmlCompute.Tests.Sandbox;

public sealed class AttachedTests
{
    private readonly SandboxClient _client = new();

    [Fact]
    public async Task A_kubernetes_cluster_is_attached_in_half_a_minute()
    {
        Answer put = await _client.Put("aks", SandboxClient.Kubernetes());

        Assert.Equal(201, put.Status);
        Assert.Equal("Creating", put.Text("properties.provisioningState"));
        _client.Advance(30);
        Answer answer = await _client.Get("aks");
        Assert.Equal("Succeeded", answer.Text("properties.provisioningState"));
        Assert.Equal("True", answer.Text("properties.isAttachedCompute"));
        Assert.Equal(SandboxClient.AksId, answer.Text("properties.resourceId"));
        Assert.Equal("default", answer.Text("properties.properties.namespace"));
        Assert.Equal("stable", answer.Text("properties.properties.extensionInstanceReleaseTrain"));
        Assert.Equal("4Gi", answer.Text("properties.properties.instanceTypes.defaultInstanceType.resources.requests.memory"));
    }

    [Fact]
    public async Task Instance_types_come_back_as_they_were_sent()
    {
        const string Types = """{"gpu": {"nodeSelector": null,"resources": {"requests": {"cpu": "2","nvidia.com/gpu": null}}}}""";
        await _client.Create("aks", SandboxClient.Kubernetes($$"""{"defaultInstanceType":"gpu","instanceTypes":{{Types}}}"""));

        Answer answer = await _client.Get("aks");

        Assert.Equal("gpu", answer.Text("properties.properties.defaultInstanceType"));
        Assert.Equal("null", answer.Text("properties.properties.instanceTypes.gpu.nodeSelector"));
        Assert.Equal(["cpu", "nvidia.com/gpu"], answer.Names("properties.properties.instanceTypes.gpu.resources.requests"));
    }

    [Fact]
    public async Task Connection_strings_are_accepted_and_never_shown()
    {
        await _client.Create(
            "aks", SandboxClient.Kubernetes("""{"relayConnectionString":"Endpoint=sb","serviceBusConnectionString":"Endpoint=sb2"}"""));

        Answer answer = await _client.Get("aks");

        Assert.Equal("null", answer.Text("properties.properties.relayConnectionString"));
        Assert.DoesNotContain("Endpoint=sb", answer.Raw);
    }

    [Fact]
    public async Task An_arc_cluster_can_be_attached_too()
    {
        string arc = SandboxClient.Kubernetes()
            .Replace("Microsoft.ContainerService/managedClusters", "microsoft.kubernetes/connectedclusters");

        Assert.Equal(201, (await _client.Put("arc", arc)).Status);
    }

    [Theory]
    [InlineData("Detach")]
    [InlineData("Delete")]
    [InlineData(null)]
    public async Task Any_action_only_removes_the_association(string? action)
    {
        await _client.Create("aks", SandboxClient.Kubernetes());

        Assert.Equal(202, (await _client.Delete("aks", action)).Status);

        Assert.Equal("Deleting", (await _client.Get("aks")).Text("properties.provisioningState"));
        _client.Advance(30);
        Assert.Equal(404, (await _client.Get("aks")).Status);
    }

    [Fact]
    public async Task A_target_that_the_service_created_cannot_be_detached()
    {
        await _client.Create("cpu", SandboxClient.Cluster());

        Answer answer = await _client.Delete("cpu", "Detach");

        Assert.Equal(400, answer.Status);
        Assert.Equal("Succeeded", (await _client.Get("cpu")).Text("properties.provisioningState"));
    }

    [Fact]
    public async Task A_virtual_machine_shows_no_account_and_gives_it_by_listKeys()
    {
        Answer put = await _client.Put("vm", SandboxClient.VirtualMachine());
        _client.Advance(30);
        Answer get = await _client.Get("vm");
        Answer keys = await _client.Post("vm", "listKeys");

        Assert.Equal("null", put.Text("properties.properties.administratorAccount"));
        Assert.Equal("null", get.Text("properties.properties.administratorAccount"));
        Assert.Equal("STANDARD_D1_V2", get.Text("properties.properties.virtualMachineSize"));
        Assert.Equal(get.Text("properties.properties.address"), get.Text("properties.properties.ipAddress"));
        Assert.Equal("VirtualMachine", keys.Text("computeType"));
        Assert.Equal("azureuser", keys.Text("administratorAccount.username"));
        Assert.Equal("Pa55-word", keys.Text("administratorAccount.password"));
        Assert.Equal("null", keys.Text("administratorAccount.privateKeyData"));
    }

    [Fact]
    public async Task A_type_without_keys_refuses_listKeys()
    {
        await _client.Create("aks", SandboxClient.Kubernetes());

        Assert.Equal(400, (await _client.Post("aks", "listKeys")).Status);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("listNodes")]
    public async Task Actions_of_other_types_are_refused(string action)
    {
        await _client.Create("aks", SandboxClient.Kubernetes());

        Answer answer = await _client.Post("aks", action);

        Assert.Equal(400, answer.Status);
        Assert.Contains("Kubernetes", answer.Message);
    }

    [Fact]
    public async Task A_patch_is_for_clusters_only()
    {
        await _client.Create("aks", SandboxClient.Kubernetes());

        Assert.Equal(400, (await _client.Patch("aks", """{"maxNodeCount":1}""")).Status);
    }

    [Fact]
    public async Task Identities_get_principals_and_are_absent_without_any()
    {
        const string User = "/subscriptions/1/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/me";
        string body = SandboxClient.Kubernetes();
        string with = body.Insert(
            body.LastIndexOf('}'), $$""","identity":{"type":"SystemAssigned,UserAssigned","userAssignedIdentities":{ "{{User}}":{} } }""");
        await _client.Create("with", with);
        await _client.Create("bare", body);

        Answer answer = await _client.Get("with");

        Assert.Equal("SystemAssigned,UserAssigned", answer.Text("identity.type"));
        Assert.True(Guid.TryParse(answer.Text("identity.principalId"), out _));
        Assert.True(answer["identity.userAssignedIdentities"].GetProperty(User).TryGetProperty("clientId", out _));
        Assert.Null((await _client.Get("bare")).Text("identity"));
    }
}
