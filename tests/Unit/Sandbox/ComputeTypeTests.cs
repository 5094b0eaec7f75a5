using AmlCompute.Sandbox;
using Xunit;

namespace AmlCompute.Tests.Sandbox;

/// <summary>The types beside clusters, instances, Kubernetes and virtual machines.</summary>
public sealed class ComputeTypeTests
{
    private const string Inner = "properties.properties.";
    private const string Group = "/subscriptions/1/resourceGroups/g/providers/";
    private const string Account = """{"username":"admin","password":"Pa55-word"}""";

    private readonly SandboxClient _client = new();

    public static TheoryData<string, string, string> Attachable => new()
    {
        { "AKS", SandboxClient.AksId, "{}" },
        { "DataFactory", Group + "Microsoft.DataFactory/factories/factory1", "null" },
        { "HDInsight", Group + "Microsoft.HDInsight/clusters/spark1", $$"""{"sshPort":22,"administratorAccount":{{Account}}}""" },
        { "Databricks", Group + "Microsoft.Databricks/workspaces/bricks1", """{"databricksAccessToken":"dapi-1"}""" },
        { "DataLakeAnalytics", Group + "Microsoft.DataLakeAnalytics/accounts/lake1", """{"dataLakeStoreAccountName":"store1"}""" },
        { "SynapseSpark", Group + "Microsoft.Synapse/workspaces/syn1/bigDataPools/pool1", "{}" },
        { "VirtualMachine", SandboxClient.VmId, $$"""{"administratorAccount":{{Account}}}""" },
    };

    [Theory]
    [MemberData(nameof(Attachable))]
    public async Task A_resource_is_attached_listed_put_again_and_detached(string type, string resourceId, string inner)
    {
        Answer put = await _client.Put("tool", Body(type, resourceId, inner));
        _client.Advance(30);
        Answer made = await _client.Get("tool");

        Assert.Equal(
            (201, "Creating", "True"), (put.Status, put.Text("properties.provisioningState"), put.Text("properties.isAttachedCompute")));
        Assert.Equal(("Succeeded", type, resourceId), (
            made.Text("properties.provisioningState"), made.Text("properties.computeType"), made.Text("properties.resourceId")));
        Assert.DoesNotContain("Pa55", put.Raw + made.Raw);
        Assert.DoesNotContain("dapi", put.Raw + made.Raw);
        Assert.Equal(201, (await _client.Put("tool", made.Raw)).Status);
        _client.Advance(30);
        Assert.Equal(made.Text("properties.properties"), (await _client.Get("tool")).Text("properties.properties"));
        Assert.Equal(202, (await _client.Delete("tool", "Detach")).Status);
        Assert.Equal("Deleting", (await _client.Get("tool")).Text("properties.provisioningState"));
        _client.Advance(30);
        Assert.Equal(404, (await _client.Get("tool")).Status);
    }

    [Theory]
    [MemberData(nameof(Attachable))]
    public async Task A_resource_of_another_kind_is_not_attached(string type, string resourceId, string inner)
    {
        const string Other = "/subscriptions/1/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/s";

        Answer answer = await _client.Put("tool", Body(type, Other, inner));

        Assert.Equal((400, "properties.resourceId"), (answer.Status, answer.Target));
        Assert.Contains(resourceId.Split("/providers/")[1].Split('/')[0], answer.Message);
    }

    [Theory]
    [InlineData("HDInsight")]
    [InlineData("Databricks")]
    [InlineData("DataLakeAnalytics")]
    [InlineData("SynapseSpark")]
    public async Task What_can_only_be_attached_needs_a_resource(string type)
    {
        Answer answer = await _client.Put("tool", Made(type));

        Assert.Equal((400, "properties.resourceId"), (answer.Status, answer.Target));
    }

    [Theory]
    [MemberData(nameof(Attachable))]
    public async Task A_member_that_the_type_does_not_have_is_refused_with_its_path(string type, string resourceId, string inner)
    {
        _ = inner;
        Answer answer = await _client.Put("tool", Body(type, resourceId, """{"vmSize":"Standard_DS2_v2"}"""));

        string path = type == "DataFactory" ? "properties.properties" : Inner + "vmSize";
        Assert.Equal((400, path), (answer.Status, answer.Target));
    }

    [Theory]
    [InlineData("AKS", """{"agentCount":-1}""", "agentCount")]
    [InlineData("AKS", """{"agentCount":"3"}""", "agentCount")]
    [InlineData("AKS", """{"clusterPurpose":"Fast"}""", "clusterPurpose")]
    [InlineData("AKS", """{"loadBalancerType":"None"}""", "loadBalancerType")]
    [InlineData("AKS", """{"sslConfiguration":{"state":"Enabled"}}""", "sslConfiguration.state")]
    [InlineData("AKS", """{"aksNetworkingConfiguration":{"serviceCidr":"10.0.0.0/33"}}""", "aksNetworkingConfiguration.serviceCidr")]
    [InlineData("AKS", """{"aksNetworkingConfiguration":{"dnsServiceIP":"10.0.0.256"}}""", "aksNetworkingConfiguration.dnsServiceIP")]
    [InlineData("HDInsight", """{"administratorAccount":{"username":"admin"}}""", "administratorAccount")]
    [InlineData("HDInsight", """{"administratorAccount":{"password":"x"}}""", "administratorAccount.username")]
    [InlineData("Databricks", """{"accessToken":"x"}""", "accessToken")]
    [InlineData("SynapseSpark", """{"autoScaleProperties":{"max":1}}""", "autoScaleProperties.max")]
    [InlineData("DataLakeAnalytics", """{"dataLakeStoreAccountName":1}""", "dataLakeStoreAccountName")]
    public async Task A_wrong_member_is_refused_with_its_path(string type, string inner, string path)
    {
        string id = Attachable.Single(row => row.Data.Item1 == type).Data.Item2;

        Answer answer = await _client.Put("tool", Body(type, id, inner));

        Assert.Equal((400, Inner + path), (answer.Status, answer.Target));
    }

    [Theory]
    [InlineData("AKS", "Microsoft.ContainerService/managedClusters/")]
    [InlineData("DataFactory", "Microsoft.DataFactory/factories/")]
    public async Task Without_a_resource_the_service_makes_one_that_is_deleted_not_detached(string type, string resourceType)
    {
        Answer put = await _client.Put("made", Made(type));
        Assert.Equal((201, "null", "False"), (put.Status, put.Text("properties.resourceId"), put.Text("properties.isAttachedCompute")));
        _client.Advance(300);

        Answer made = await _client.Get("made");
        Assert.Equal(("Succeeded", "False"), (made.Text("properties.provisioningState"), made.Text("properties.isAttachedCompute")));
        Assert.Contains($"{resourceType}made-", made.Text("properties.resourceId"));
        Assert.Equal(201, (await _client.Put("made", made.Raw)).Status);
        _client.Advance(300);
        Assert.Equal(made.Text("properties.resourceId"), (await _client.Get("made")).Text("properties.resourceId"));
        Assert.Equal(400, (await _client.Delete("made", "Detach")).Status);
        Assert.Equal(202, (await _client.Delete("made", "Delete")).Status);
        _client.Advance(300);
        Assert.Equal(404, (await _client.Get("made")).Status);
    }

    [Fact]
    public async Task A_created_cluster_does_not_become_an_attached_one()
    {
        await _client.Create("aks", Made("AKS"));

        Assert.Equal("properties.resourceId", (await _client.Put("aks", Body("AKS", SandboxClient.AksId, "{}"))).Target);
    }

    [Fact]
    public async Task An_aks_cluster_has_the_values_set_by_the_service_and_not_its_certificate()
    {
        Answer put = await _client.Put("aks", """
            {"properties":{"computeType":"AKS","properties":{"agentCount":4,
                  "sslConfiguration":{"status":"Enabled","cname":"a.example","cert":"PEM-1","key":"PEM-2"}}}}
            """);
        _client.Advance(300);
        Answer made = await _client.Get("aks");

        Assert.Equal(("4", "null"), (put.Text(Inner + "agentCount"), put.Text(Inner + "clusterFqdn")));
        Assert.Equal(("4", "Standard_D3_v2", "FastProd", "PublicIp"), (
            made.Text(Inner + "agentCount"), made.Text(Inner + "agentVmSize"), made.Text(Inner + "clusterPurpose"),
            made.Text(Inner + "loadBalancerType")));
        Assert.Equal(("Enabled", "a.example", "null", "null"), (
            made.Text(Inner + "sslConfiguration.status"), made.Text(Inner + "sslConfiguration.cname"),
            made.Text(Inner + "sslConfiguration.cert"),
            made.Text(Inner + "sslConfiguration.key")));
        Assert.DoesNotContain("PEM-", put.Raw + made.Raw + string.Concat(_client.Service.Requests.Select(entry => entry.Body)));
    }

    [Fact]
    public async Task The_agents_of_an_aks_cluster_change_by_put_and_their_size_does_not()
    {
        await _client.Create("aks", """{"properties":{"computeType":"AKS","properties":{"agentCount":4}}}""");

        Answer fewer = await _client.Put("aks", """{"properties":{"computeType":"AKS","properties":{"agentCount":2}}}""");
        _client.Advance(30);
        Answer bigger = await _client.Put("aks", """{"properties":{"computeType":"AKS","properties":{"agentVmSize":"Standard_D4_v2"}}}""");

        Assert.Equal((201, "Succeeded"), (fewer.Status, await _client.Status(fewer)));
        Assert.Equal("2", (await _client.Get("aks")).Text(Inner + "agentCount"));
        Assert.Equal((400, Inner + "agentVmSize"), (bigger.Status, bigger.Target));
    }

    [Fact]
    public async Task A_data_factory_has_no_inner_properties()
    {
        await _client.Create("factory", Made("DataFactory"));

        Assert.Null((await _client.Get("factory")).Text("properties.properties"));
    }

    [Fact]
    public async Task A_spark_pool_shows_the_facts_of_the_pool()
    {
        await _client.Create("spark", Body("SynapseSpark", Group + "Microsoft.Synapse/workspaces/syn1/bigDataPools/pool1", "{}"));

        Answer answer = await _client.Get("spark");

        Assert.Equal(("pool1", "sandbox-ws", "sandbox-rg"), (
            answer.Text(Inner + "poolName"), answer.Text(Inner + "workspaceName"), answer.Text(Inner + "resourceGroup")));
        Assert.Equal("15", answer.Text(Inner + "autoPauseProperties.delayInMinutes"));
    }

    [Theory]
    [InlineData("HDInsight", "administratorAccount.password", "Pa55-word")]
    [InlineData("VirtualMachine", "administratorAccount.username", "admin")]
    [InlineData("Databricks", "databricksAccessToken", "dapi-1")]
    public async Task ListKeys_returns_the_secrets_that_were_sent(string type, string path, string value)
    {
        (string name, string id, string inner) = Attachable.Single(row => row.Data.Item1 == type).Data;
        await _client.Create("tool", Body(name, id, inner));

        Answer keys = await _client.Post("tool", "listKeys");

        Assert.Equal((200, type, value), (keys.Status, keys.Text("computeType"), keys.Text(path)));
    }

    [Fact]
    public async Task ListKeys_of_an_aks_cluster_gives_both_configurations()
    {
        await _client.Create("aks", Made("AKS"));

        Answer keys = await _client.Post("aks", "listKeys");

        Assert.Equal(["computeType", "userKubeConfig", "adminKubeConfig", "imagePullSecretName"], keys.Names(""));
        Assert.NotEqual(keys.Text("userKubeConfig"), keys.Text("adminKubeConfig"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"clusterFqdn":"aks.example.org"}""")]
    public async Task The_configurations_of_an_aks_cluster_have_the_host_name_that_a_get_shows(string inner)
    {
        await _client.Create("aks", Body("AKS", SandboxClient.AksId, inner));

        Answer keys = await _client.Post("aks", "listKeys");

        string? hostName = (await _client.Get("aks")).Text(Inner + "clusterFqdn");
        Assert.Contains($"https://{hostName}:443", keys.Text("userKubeConfig"));
    }

    [Theory]
    [InlineData("AmlCompute")]
    [InlineData("ComputeInstance")]
    [InlineData("Kubernetes")]
    [InlineData("DataFactory")]
    [InlineData("DataLakeAnalytics")]
    [InlineData("SynapseSpark")]
    public async Task Types_without_keys_refuse_listKeys(string type)
    {
        string body = type switch
        {
            "AmlCompute" => SandboxClient.Cluster(),
            "ComputeInstance" => SandboxClient.Instance(),
            "Kubernetes" => SandboxClient.Kubernetes(),
            _ => Body(type, Attachable.Single(row => row.Data.Item1 == type).Data.Item2, "null"),
        };
        await _client.Create("tool", type == "DataFactory" ? Made("DataFactory") : body);

        Answer keys = await _client.Post("tool", "listKeys");

        Assert.Equal(400, keys.Status);
        Assert.Contains(type, keys.Message);
    }

    [Theory]
    [InlineData("Batch")]
    [InlineData("BatchCompute")]
    public async Task Batch_is_a_type_that_the_api_does_not_have(string type)
    {
        Answer answer = await _client.Put("old", Made(type));

        Assert.Equal((400, "properties.computeType"), (answer.Status, answer.Target));
        Assert.Contains($"'{type}' is not a valid compute type", answer.Message);
    }

    [Fact]
    public async Task A_failed_attachment_keeps_the_name_and_its_reason()
    {
        _client.Service.AddFault(
            new SandboxFault { Method = "PUT", FailOperation = true, Code = "ResourceNotFound", Message = "no such cluster" });
        await _client.Create("aks", Body("AKS", SandboxClient.AksId, "{}"));

        Answer answer = await _client.Get("aks");

        Assert.Equal(("Failed", "no such cluster"), (
            answer.Text("properties.provisioningState"), answer.Text("properties.provisioningErrors.0.error.message")));
    }

    private static string Made(string type) => $$"""{ "location": "eastus", "properties": { "computeType": "{{type}}" } }""";

    private static string Body(string type, string resourceId, string inner)
    {
        string more = type == "DataFactory" && inner == "null" ? "" : $",\"properties\":{inner}";
        return $$"""{ "location": "eastus", "properties": { "computeType": "{{type}}", "resourceId": "{{resourceId}}" {{more}} } }""";
    }
}
