using System.Text.Json.Nodes;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Models;

public sealed class ComputeTargetTests
{
    public static TheoryData<string, Type> Types => new()
    {
        { "AmlCompute", typeof(ComputeCluster) },
        { "ComputeInstance", typeof(ComputeInstance) },
        { "AKS", typeof(AksCompute) },
        { "Kubernetes", typeof(KubernetesCompute) },
        { "VirtualMachine", typeof(VirtualMachineCompute) },
        { "HDInsight", typeof(HDInsightCompute) },
        { "Databricks", typeof(DatabricksCompute) },
        { "DataLakeAnalytics", typeof(DataLakeAnalyticsCompute) },
        { "DataFactory", typeof(DataFactoryCompute) },
        { "SynapseSpark", typeof(SynapseSparkCompute) },
        { "Batch", typeof(UnknownCompute) },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Each_compute_type_has_its_class_in_any_case(string computeType, Type type)
    {
        foreach (string name in new[] { computeType, computeType.ToLowerInvariant() })
        {
            ComputeTarget target = TestTargets.Read($$"""{ "name": "t", "properties": { "computeType": "{{name}}" } }""");
            Assert.IsType(type, target);
            Assert.Equal(name, target.ComputeType);
        }
    }

    [Theory]
    [InlineData("amlcompute", "Cluster")]
    [InlineData("COMPUTEINSTANCE", "Instance")]
    [InlineData("aks", "Aks")]
    [InlineData("kubernetes", "Kubernetes")]
    [InlineData("Later", "Later")]
    public void Each_compute_type_has_its_word_in_any_case(string computeType, string word) =>
        Assert.Equal(word, ComputeTypes.GetWord(computeType));

    [Fact]
    public void The_envelope_is_read_and_the_workspace_is_the_one_it_was_read_from()
    {
        ComputeTarget target = TestTargets.Read(FullBodies.Of("Kubernetes").ToJsonString());

        Assert.Equal("t-1", target.Name);
        Assert.EndsWith("/workspaces/vision/computes/t-1", target.Id);
        Assert.Equal("westeurope", target.Location);
        Assert.Equal("northeurope", target.ComputeLocation);
        Assert.Equal("Succeeded", target.ProvisioningState);
        Assert.Equal("for tests", target.Description);
        Assert.Equal("/underlying/r-1", target.ClusterResourceId);
        Assert.True(target.IsAttached);
        Assert.True(target.DisableLocalAuth);
        Assert.Equal("vision", target.Tags["team"]);
        Assert.Equal("vision", target.WorkspaceName);
        Assert.Equal("rg-vision", target.ResourceGroupName);
        Assert.Equal(TestTargets.SubscriptionId, target.SubscriptionId);
        Assert.False(target.IsSandbox);
        Assert.Equal("t-1", target.ToString());
    }

    [Theory]
    [InlineData("AzureCloud", "https://ml.azure.com/")]
    [InlineData("AzureChinaCloud", "https://studio.ml.azure.cn/")]
    [InlineData("AzureUSGovernment", "https://ml.azure.us/")]
    [InlineData("https://chinaeast2.management.chinacloudapi.cn", "https://studio.ml.azure.cn/")]
    [InlineData("https://usgovvirginia.management.usgovcloudapi.net", "https://ml.azure.us/")]
    [InlineData("https://westeurope.management.azure.com", "https://ml.azure.com/")]
    public void The_page_of_a_target_is_in_the_studio_of_its_cloud(string environment, string studio)
    {
        ComputeTarget target = ComputeTypes.Create(
            TestTargets.Parse("""{ "name": "cpu", "properties": { "computeType": "AmlCompute" } }"""),
            TestTargets.WorkspaceAt(environment));
        Assert.StartsWith($"{studio}compute/cpu/details?wsid=", target.StudioUrl);
    }

    [Theory]
    [InlineData("2025-11-04T09:40:51.9013157+00:00", 9013157, 0)]
    [InlineData("2025-11-04T11:40:51.538+02:00", 5380000, 2)]
    [InlineData("2025-11-04T09:40:51Z", 0, 0)]
    public void A_time_keeps_its_seven_fraction_digits_and_its_offset(string text, int ticks, int offset)
    {
        ComputeTarget target = TestTargets.Read($$"""{ "properties": { "computeType": "DataFactory", "createdOn": "{{text}}" } }""");
        Assert.Equal(new DateTimeOffset(2025, 11, 4, 9 + offset, 40, 51, TimeSpan.FromHours(offset)).AddTicks(ticks), target.CreatedOn);
        Assert.Equal(TimeSpan.FromHours(offset), target.CreatedOn!.Value.Offset);
    }

    [Fact]
    public void The_identities_are_read()
    {
        ComputeIdentity identity = TestTargets.Read(FullBodies.Of("AmlCompute").ToJsonString()).Identity!;
        Assert.Equal("SystemAssigned,UserAssigned", identity.Type);
        Assert.Equal("p-1", identity.PrincipalId);
        Assert.Equal("t-1", identity.TenantId);
        Assert.Equal("c-2", identity.UserAssignedIdentities["/identities/a"].ClientId);
    }

    [Theory]
    [InlineData(
        """
        { "error": { "code": "UserError", "message": "No.", "target": "vm", "details": [ { "code": "Inner", "message": "Why." } ] } }
        """)]
    [InlineData("""{ "code": "UserError", "message": "No.", "target": "vm", "details": [ { "code": "Inner", "message": "Why." } ] }""")]
    [InlineData(
        """
        { "error": { "code": "UserError", "message": "No.", "target": "vm",
            "details": [ { "error": { "code": "Inner", "message": "Why." } } ] } }
        """)]
    public void An_error_is_read_with_and_without_its_envelope(string error)
    {
        ComputeTarget target = TestTargets.Read(
            $$"""{ "properties": { "computeType": "HDInsight", "provisioningState": "Failed", "provisioningErrors": [ {{error}} ] } }""");
        ComputeError read = Assert.Single(target.Errors);
        Assert.Equal("UserError", read.Code);
        Assert.Equal("No.", read.Message);
        Assert.Equal("vm", read.Target);
        Assert.Equal("UserError: No.", read.ToString());
        Assert.Equal("Inner: Why.", Assert.Single(read.Details).ToString());
        Assert.Equal("Failed", target.State);
    }

    [Theory]
    [InlineData("AmlCompute")]
    [InlineData("ComputeInstance")]
    public void Errors_are_those_of_provisioning_and_then_those_of_the_type(string computeType)
    {
        ComputeTarget target = TestTargets.Read($$"""
            {
              "properties": {
                "computeType": "{{computeType}}", "provisioningErrors": [ { "error": { "code": "First" } } ],
                "properties": { "errors": [ { "error": { "code": "Second" } } ] }
              }
            }
            """);
        Assert.Equal(["First", "Second"], target.Errors.Select(error => error.Code));
    }

    [Fact]
    public void A_refreshed_target_is_the_same_object_with_new_values()
    {
        ComputeTarget target = TestTargets.Read(
            """{ "name": "t", "properties": { "computeType": "DataFactory", "provisioningState": "Creating" } }""");
        ComputeTarget current = TestTargets.Read(
            """{ "name": "t", "properties": { "computeType": "DataFactory", "provisioningState": "Succeeded" } }""");
        Assert.True(target.TryRefresh(current));
        Assert.Equal("Succeeded", target.ProvisioningState);
    }

    [Fact]
    public void A_refreshed_target_has_the_region_of_the_new_values()
    {
        ComputeTarget target = TestTargets.Read("""{ "name": "t", "properties": { "computeType": "DataFactory" } }""");
        target.ListedRegion = "eastus";
        ComputeTarget current = TestTargets.Read(
            """{ "name": "t", "properties": { "computeType": "DataFactory", "computeLocation": "northeurope" } }""");
        Assert.True(target.TryRefresh(current));
        Assert.Equal("northeurope", target.Region);
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("4.0", "4.0")]
    [InlineData("null", null)]
    [InlineData("[1, \"a\"]", "[1, \"a\"]")]
    [InlineData("\"https://a.example.org/c?sig=AbCdEfGh\"", "https://a.example.org/c?***")]
    public void A_tag_whose_value_is_not_a_text_reads_as_its_JSON(string value, string? expected) => Assert.Equal(
        expected, TestTargets.Read($$"""{ "tags": { "team": {{value}} }, "properties": { "computeType": "DataFactory" } }""").Tags["team"]);

    [Fact]
    public void A_target_whose_name_now_belongs_to_another_type_stays_as_it_was()
    {
        ComputeTarget target = TestTargets.Read(
            """{ "name": "t", "properties": { "computeType": "DataFactory", "provisioningState": "Deleting" } }""");
        ComputeTarget current = TestTargets.Read(
            """{ "name": "t", "properties": { "computeType": "Kubernetes", "provisioningState": "Succeeded" } }""");
        Assert.False(target.TryRefresh(current));
        Assert.Equal("Deleting", target.ProvisioningState);
    }

    [Fact]
    public void Json_is_the_indented_answer_of_the_service_with_unescaped_letters()
    {
        string json = TestTargets
            .Read("""{ "name": "t", "properties": { "computeType": "Quantum", "description": "für <Größe> & 测试" } }""")
            .ToJson();
        Assert.Contains("\n", json);
        Assert.Contains("für <Größe> & 测试", json);
        Assert.Equal("Quantum", JsonNode.Parse(json)!["properties"]!["computeType"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("see \"https://a.example.org/c?sig=AbCdEfGh\" for more", "see \"https://a.example.org/c?***\" for more")]
    [InlineData("https://a.example.org/c?sig=AbCdEfGh\\", "https://a.example.org/c?***")]
    public void Json_with_a_masked_URL_is_valid(string description, string expected)
    {
        JsonObject body = new() { ["properties"] = new JsonObject { ["computeType"] = "Quantum", ["description"] = description } };
        string json = TestTargets.Read(body.ToJsonString()).ToJson();
        Assert.Equal(expected, JsonNode.Parse(json)!["properties"]!["description"]!.GetValue<string>());
    }
}
