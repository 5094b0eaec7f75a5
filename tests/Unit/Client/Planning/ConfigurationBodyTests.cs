using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Planning;

public sealed class ConfigurationBodyTests
{
    [Fact]
    public void A_cluster_with_every_kind_of_member_becomes_exactly_this_body()
    {
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .Set(ComputeCluster.Members.VmSize, "Standard_DS3_v2")
            .Set(ComputeCluster.Members.MinNodes, 0)
            .Set(ComputeCluster.Members.MaxNodes, 8)
            .Set(ComputeCluster.Members.IdleTimeBeforeScaleDown, TimeSpan.FromMinutes(30))
            .Set(ComputeCluster.Members.AdminUserName, "me")
            .Set(ComputeCluster.Members.AdminUserPassword, Secret("pa\"ss"))
            .Set(ComputeCluster.Members.EnableNodePublicIp, false)
            .Set(ComputeTarget.Members.Tags, new Dictionary<string, string?> { ["team"] = "größe", ["none"] = null })
            .SetNode(
                ComputeTarget.Members.Identity, ComputeIdentity.CreateJson("UserAssigned", ["/subscriptions/1/id", "/subscriptions/1/id"]))
            .Set(ComputeTarget.Members.Location, "eastus");

        AssertBody(
            """
            {
              "properties": {
                "computeType": "AmlCompute",
                "properties": {
                  "vmSize": "Standard_DS3_v2",
                  "scaleSettings": { "minNodeCount": 0, "maxNodeCount": 8, "nodeIdleTimeBeforeScaleDown": "PT30M" },
                  "userAccountCredentials": { "adminUserName": "me", "adminUserPassword": "pa\"ss" },
                  "enableNodePublicIp": false
                }
              },
              "tags": { "team": "größe", "none": null },
              "identity": { "type": "UserAssigned", "userAssignedIdentities": { "/subscriptions/1/id": {} } },
              "location": "eastus"
            }
            """,
            configuration);
    }

    [Fact]
    public void An_attached_machine_becomes_exactly_this_body()
    {
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.VirtualMachine, isAttach: true)
            .Set(
                ComputeTarget.Members.ClusterResourceId,
                "/subscriptions/1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1")
            .Set(VirtualMachineCompute.Members.SshPort, 22)
            .Set(VirtualMachineCompute.Members.AdminUserName, "me")
            .Set(VirtualMachineCompute.Members.SshPrivateKey, Secret("-----BEGIN\nKEY"));

        AssertBody(
            """
            {
              "properties": {
                "computeType": "VirtualMachine",
                "resourceId": "/subscriptions/1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1",
                "properties": { "sshPort": 22, "administratorAccount": { "username": "me", "privateKeyData": "-----BEGIN\nKEY" } }
              }
            }
            """,
            configuration);
    }

    [Fact]
    public void Settings_that_are_not_given_are_not_sent()
    {
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .Set(ComputeCluster.Members.VmSize, null)
            .Set(ComputeCluster.Members.MaxNodes, null)
            .Set(ComputeCluster.Members.AdminUserPassword, null)
            .SetNode(ComputeTarget.Members.Identity, null);

        AssertBody("""{ "properties": { "computeType": "AmlCompute" } }""", configuration);
    }

    [Fact]
    public void A_secret_is_in_the_body_and_nowhere_else()
    {
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .Set(ComputeCluster.Members.AdminUserPassword, Secret("hunter2"));

        Assert.Contains("hunter2", configuration.ToNode().ToJsonString());
        Assert.DoesNotContain("hunter2", configuration.ToString());
        Assert.DoesNotContain("hunter2", JsonSerializer.Serialize(configuration));
        Assert.IsType<SecureString>(configuration.Get(ComputeCluster.Members.AdminUserPassword));
    }

    [Fact]
    public void A_secret_that_the_service_sends_is_not_read()
    {
        using JsonDocument json = JsonDocument.Parse(
            """{"properties":{"properties":{"userAccountCredentials":{"adminUserPassword":"hunter2"}}}}""");

        Assert.Null(ComputeCluster.Members.AdminUserPassword.Read(json.RootElement));
    }

    [Fact]
    public void Each_body_is_a_new_one()
    {
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .SetNode(ComputeTarget.Members.Identity, ComputeIdentity.CreateJson("SystemAssigned", null));
        JsonObject first = configuration.ToNode();
        first["identity"]!["type"] = "None";

        Assert.Equal("SystemAssigned", (string?)configuration.ToNode()["identity"]!["type"]);
    }

    [Fact]
    public void A_member_is_written_through_nulls_and_removed_without_making_anything()
    {
        JsonObject body = JsonNode.Parse("""{"properties":null,"kept":1}""")!.AsObject();

        ComputeCluster.Members.MaxNodes.RemoveFrom(body);
        Assert.Equal("""{"properties":null,"kept":1}""", body.ToJsonString());
        ComputeCluster.Members.MaxNodes.Write(body, 4);
        ComputeCluster.Members.MinNodes.Write(body, 1);
        ComputeCluster.Members.MaxNodes.RemoveFrom(body);
        ComputeCluster.Members.VmSize.Write(body, null);
        Assert.Equal(
            """{"properties":{"properties":{"scaleSettings":{"minNodeCount":1},"vmSize":null}},"kept":1}""", body.ToJsonString());
    }

    [Theory]
    [InlineData("""{"properties":{"properties":{"scaleSettings":{"maxNodeCount":"many"}}}}""")]
    [InlineData("""{"properties":{"properties":{"scaleSettings":{"maxNodeCount":8.5}}}}""")]
    [InlineData("""{"properties":{"properties":{"scaleSettings":{"maxNodeCount":99999999999}}}}""")]
    [InlineData("""{"properties":{"properties":{"scaleSettings":{"maxNodeCount":null}}}}""")]
    [InlineData("""{"properties":{"properties":{"scaleSettings":[]}}}""")]
    [InlineData("""{"properties":"x"}""")]
    [InlineData("[]")]
    public void A_value_of_another_form_reads_as_missing(string text)
    {
        using JsonDocument json = JsonDocument.Parse(text);

        Assert.Null(ComputeCluster.Members.MaxNodes.Read(json.RootElement));
    }

    [Theory]
    [InlineData("\"PT2M\"", 120.0)]
    [InlineData("\"P1DT2H\"", 93600.0)]
    [InlineData("\"PT0.5S\"", 0.5)]
    [InlineData("\"00:02:00\"", null)]
    [InlineData("\"P99999999999D\"", null)]
    [InlineData("120", null)]
    [InlineData("null", null)]
    public void A_duration_is_ISO_8601_or_missing(string value, double? seconds)
    {
        using JsonDocument json = JsonDocument.Parse(
            """{"properties":{"properties":{"scaleSettings":{"nodeIdleTimeBeforeScaleDown":VALUE}}}}""".Replace(
                "VALUE", value, StringComparison.Ordinal));

        Assert.Equal(seconds, ComputeCluster.Members.IdleTimeBeforeScaleDown.Read(json.RootElement)?.TotalSeconds);
    }

    [Fact]
    public void Unknown_members_are_kept_in_the_JSON_of_an_object()
    {
        using JsonDocument json = JsonDocument.Parse(
            """
            {"name":"cpu","future":{"deep":[1,{"größe":"名"}]},"properties":{"computeType":"AmlCompute",
                "properties":{"vmSize":"X","tomorrow":null}}}
            """);
        ComputeTarget target = ComputeTypes.Create(json.RootElement, new TestClient().Workspace);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json.RootElement.GetRawText()), JsonNode.Parse(target.ToJson())));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json.RootElement.GetRawText()), target.ToNode()));
        Assert.Contains("\"größe\": \"名\"", target.ToJson());
    }

    private static void AssertBody(string expected, ComputeConfiguration configuration)
    {
        JsonObject actual = configuration.ToNode();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
    }

    private static SecureString Secret(string text)
    {
        SecureString secret = new();
        foreach (char character in text)
        {
            secret.AppendChar(character);
        }

        return secret;
    }
}
