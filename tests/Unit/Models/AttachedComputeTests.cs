using System.Net;
using System.Security;
using System.Text.Json.Nodes;
using Xunit;

namespace AmlCompute.Tests.Models;

public sealed class AttachedComputeTests
{
    public static TheoryData<string> TypesWithSecrets => ["AmlCompute", "AKS", "Kubernetes", "VirtualMachine", "HDInsight", "Databricks"];

    [Fact]
    public void A_Kubernetes_cluster_has_its_instance_types_by_name()
    {
        KubernetesCompute compute = Full<KubernetesCompute>("Kubernetes");
        Assert.Equal("ml", compute.Namespace);
        Assert.Equal("small", compute.DefaultInstanceType);
        Assert.Equal("stable", compute.ExtensionInstanceReleaseTrain);
        KubernetesInstanceType type = Assert.Single(compute.InstanceTypes).Value;
        Assert.Equal("cpu", type.NodeSelector["pool"]);
        Assert.Equal("500m", type.Requests["cpu"]);
        Assert.Equal("4Gi", type.Limits["memory"]);
        Assert.Null(type.Limits["nvidia.com/gpu"]);
        Assert.Equal("cpu 1, memory 4Gi", type.ToString());
    }

    [Fact]
    public void An_instance_type_for_any_node_has_an_empty_selector() =>
        Assert.Empty(TestTargets.ReadProperties<KubernetesCompute>(
            "Kubernetes",
            """{ "instanceTypes": { "any": { "nodeSelector": null, "resources": null } } }""").InstanceTypes["any"].NodeSelector);

    [Fact]
    public void A_virtual_machine_has_size_address_and_port_and_nothing_of_its_account()
    {
        VirtualMachineCompute compute = TestTargets.ReadProperties<VirtualMachineCompute>("VirtualMachine", """
            { "virtualMachineSize": "STANDARD_D1_V2", "sshPort": 22, "notebookServerPort": null, "address": "20.1.2.3",
              "administratorAccount": null }
            """);
        Assert.Equal("STANDARD_D1_V2", compute.VmSize);
        Assert.Equal("20.1.2.3", compute.Address);
        Assert.Equal(22, compute.SshPort);
        Assert.Null(compute.NotebookServerPort);
        Assert.Null(compute.AdminUserName);
    }

    [Fact]
    public void The_address_of_a_virtual_machine_may_stand_in_ipAddress_alone() =>
        Assert.Equal(
            "20.1.2.4",
            TestTargets.ReadProperties<VirtualMachineCompute>(
                "VirtualMachine", """{ "address": null, "ipAddress": "20.1.2.4" }""").Address);

    [Fact]
    public void An_AKS_cluster_is_read()
    {
        AksCompute compute = Full<AksCompute>("AKS");
        Assert.Equal("STANDARD_D3_V2", compute.VmSize);
        Assert.Equal(3, compute.AgentCount);
        Assert.Equal("FastProd", compute.ClusterPurpose);
        Assert.Equal("Scoring 1", Assert.Single(compute.SystemServices).ToString());
        Assert.Equal("10.0.0.10", compute.DnsServiceIp);
        Assert.Equal("InternalLoadBalancer", compute.LoadBalancerType);
        Assert.Equal("Enabled", compute.SslStatus);
        Assert.Equal("www.example.org", compute.SslCname);
        Assert.True(compute.SslOverwriteExistingDomain);
    }

    [Fact]
    public void A_Spark_pool_keeps_its_own_workspace_apart_from_that_of_the_target()
    {
        SynapseSparkCompute compute = Full<SynapseSparkCompute>("SynapseSpark");
        Assert.Equal(
            ("s-1", "rg-synapse", "synapse"), (compute.LinkedSubscriptionId, compute.LinkedResourceGroupName, compute.LinkedWorkspaceName));
        Assert.Equal(
            ("s-2", "rg-pool", "syn"), (compute.SynapseSubscriptionId, compute.SynapseResourceGroupName, compute.SynapseWorkspaceName));
        Assert.Equal("vision", compute.WorkspaceName);
        Assert.Equal(10, compute.MaxNodes);
        Assert.Equal(15, compute.AutoPauseDelayInMinutes);
        Assert.Equal("3.4", compute.SparkVersion);
    }

    [Theory]
    [InlineData("""{ "nodeCount": 4 }""", "4")]
    [InlineData("""{ "nodeCount": 4, "autoScaleProperties": { "enabled": true, "minNodeCount": 3, "maxNodeCount": 10 } }""", "3-10")]
    [InlineData("""{ "nodeCount": 4, "autoScaleProperties": { "enabled": true } }""", "4")]
    [InlineData("""{ "autoScaleProperties": { "enabled": true, "minNodeCount": 3 } }""", null)]
    public void The_nodes_of_a_Spark_pool_are_its_number_or_its_limits(string properties, string? nodes) =>
        Assert.Equal(nodes, TestTargets.ReadProperties<SynapseSparkCompute>("SynapseSpark", properties).Nodes);

    [Fact]
    public void The_other_attached_types_are_read()
    {
        Assert.Equal("spark-ssh.example.org", Full<HDInsightCompute>("HDInsight").Address);
        Assert.Equal(22, Full<HDInsightCompute>("HDInsight").SshPort);
        Assert.Equal("adb-1.2.azuredatabricks.net", Full<DatabricksCompute>("Databricks").WorkspaceUrl);
        Assert.Equal("lake", Full<DataLakeAnalyticsCompute>("DataLakeAnalytics").DataLakeStoreAccountName);
        Assert.Equal("/underlying/r-1", Full<DataFactoryCompute>("DataFactory").ClusterResourceId);
    }

    [Theory]
    [MemberData(nameof(TypesWithSecrets))]
    public void No_property_shows_a_secret_even_if_the_service_did(string computeType)
    {
        JsonObject body = FullBodies.Of(computeType);
        body["properties"]!["properties"]!.AsObject()
            .TryAdd("userAccountCredentials", new JsonObject { ["adminUserPassword"] = "p-secret" });
        IEnumerable<string?> values = ModelWalk.Read(TestTargets.Read(body.ToJsonString())).Select(item => item.Value?.ToString());
        Assert.DoesNotContain(values, value => value?.Contains("-secret", StringComparison.Ordinal) is true);
    }

    [Fact]
    public void A_secret_is_written_and_never_read()
    {
        JsonObject body = [];
        SecureString token = new NetworkCredential(string.Empty, "dapi-1").SecurePassword;
        DatabricksCompute.Members.AccessToken.Write(body, token);
        Assert.Equal("dapi-1", body["properties"]!["properties"]!["databricksAccessToken"]!.GetValue<string>());
        Assert.Null(DatabricksCompute.Members.AccessToken.Read(TestTargets.Parse(body.ToJsonString())));
    }

    [Fact]
    public void A_key_is_returned_letter_for_letter()
    {
        const string Secret = "proxy-url: http://ann:p@10.0.0.1:3128?sig=AbCdEfGh";
        JsonObject json = new()
        {
            ["userKubeConfig"] = Secret,
            ["databricksAccessToken"] = Secret,
            ["administratorAccount"] = new JsonObject { ["password"] = Secret },
        };
        System.Text.Json.JsonElement response = TestTargets.Parse(json.ToJsonString());

        Assert.Equal(Secret, new AksComputeKey(response, Full<AksCompute>("AKS"), asPlainText: true).UserKubeConfig);
        Assert.Equal(Secret, new DatabricksComputeKey(response, Full<DatabricksCompute>("Databricks"), asPlainText: true).AccessToken);
        AdministratorAccountKey account = new(response, Full<HDInsightCompute>("HDInsight"), asPlainText: true);
        Assert.Equal((Secret, null), (account.AdminPassword, account.SshPrivateKey));
    }

    private static T Full<T>(string computeType)
        where T : ComputeTarget =>
        TestTargets.Read<T>(FullBodies.Of(computeType).ToJsonString());
}
