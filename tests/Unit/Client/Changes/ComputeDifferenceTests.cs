using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Changes;
using AmlCompute.Models;
using AmlCompute.Settings;
using Xunit;

namespace AmlCompute.Tests.Client.Changes;

public sealed class ComputeDifferenceTests
{
    private const string Identity = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one";

    private readonly TestClient _test = new();

    [Fact]
    public void A_configuration_is_compared_only_in_its_settings()
    {
        ComputeConfiguration wanted = new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .Set(ComputeCluster.Members.VmSize, "Standard_DS3_v2")
            .Set(ComputeTarget.Members.Location, "East US")
            .Set(ComputeCluster.Members.MaxNodes, 8)
            .Set(ComputeCluster.Members.RemoteLogin, "NotSpecified");
        Assert.Empty(Differences(Cluster(), ComputeChange.FromConfiguration(wanted)));

        wanted.Set(ComputeCluster.Members.MaxNodes, 9).Set(ComputeCluster.Members.Priority, "LowPriority");
        Assert.Equal(
            [
                ("MaxNodes", "properties.properties.scaleSettings.maxNodeCount", "8", "9", true),
                ("Priority", "properties.properties.vmPriority", "none", "LowPriority", false)],
            Differences(Cluster(), ComputeChange.FromConfiguration(wanted))
                .Select(item => (item.Name, item.Path, item.LiveText, item.WantedText, item.IsInPlace)));
    }

    [Fact]
    public void A_schedule_that_two_choices_select_is_removed_once()
    {
        JsonNode live = JsonNode.Parse("""[{ "id": "morning" }, { "id": "evening" }]""")!;
        ScheduleChoice morning = new("morning", schedule => (string?)schedule["id"] == "morning", MustExist: true);

        JsonNode edited = ScheduleEdit.EditSelected(
            live, [morning, morning], "-RemoveSchedule", (all, schedule) => all.Remove(schedule));

        Assert.Equal("""[{"id":"evening"}]""", edited.ToJsonString());
    }

    [Fact]
    public void Another_type_differs_in_its_type_alone()
    {
        ComputeConfiguration wanted = new ComputeConfiguration(ComputeTypes.ComputeInstance, isAttach: false)
            .Set(ComputeInstance.Members.VmSize, "x");

        ComputeDifference difference = Assert.Single(Differences(Cluster(), ComputeChange.FromConfiguration(wanted)));

        Assert.Equal(
            ("ComputeType", "AmlCompute", "ComputeInstance", false),
            (difference.Name, difference.LiveText, difference.WantedText, difference.IsInPlace));
    }

    [Fact]
    public void Members_that_the_service_never_returns_are_not_a_difference()
    {
        ComputeConfiguration wanted = new ComputeConfiguration(ComputeTypes.ComputeInstance, isAttach: false)
            .Set(ComputeInstance.Members.SshPublicKey, "ssh-rsa A");
        ComputeTarget live = Target(
            """{ "properties": { "computeType": "ComputeInstance", "properties": { "sshSettings": { "adminPublicKey": null } } } }""");

        Assert.Empty(Differences(live, ComputeChange.FromConfiguration(wanted)));
        Assert.Single(Differences(live, new ComputeChange().SetValue("SshPublicKey", "ssh-rsa A")));
    }

    [Theory]
    [InlineData("""[{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 18 * * *"}}]""", true)]
    [InlineData(
        """[{"triggerType":"Cron","status":"Enabled","cron":{"timeZone":"UTC","expression":"0 18 * * *"},"action":"Stop"}]""", true)]
    [InlineData("""[{"action":"Stop","status":"Disabled","triggerType":"Cron","cron":{"expression":"0 18 * * *"}}]""", false)]
    [InlineData("""[]""", false)]
    public void A_schedule_is_equal_without_the_additions_of_the_service(string wanted, bool isSame)
    {
        JsonNode live = JsonNode.Parse(
            """
            [{"id":"1","provisioningStatus":"Completed","status":"Enabled","action":"Stop","triggerType":"Cron",
                "cron":{"expression":"0 18 * * *","startTime":null}}]
            """)!;

        Assert.Equal(isSame, MemberComparison.AreSame(ComputeInstance.Members.Schedules, live, JsonNode.Parse(wanted)));
    }

    [Theory]
    [InlineData("""{"TEAM":"/subscriptions/a"}""", true)]
    [InlineData("""{"team":"/subscriptions/a","none":null}""", true)]
    [InlineData("""{"team":"/subscriptions/A"}""", false)]
    [InlineData("""{}""", false)]
    public void Tags_are_compared_with_the_case_of_their_values_also_of_ids(string wanted, bool isSame)
    {
        JsonNode live = JsonNode.Parse("""{"team":"/subscriptions/a"}""")!;

        Assert.Equal(isSame, MemberComparison.AreSame(ComputeTarget.Members.Tags, live, JsonNode.Parse(wanted)));
    }

    [Theory]
    [InlineData(null, null, new[] { Identity }, new string[0], "UserAssigned")]
    [InlineData("SystemAssigned", null, new[] { Identity }, new string[0], "SystemAssigned,UserAssigned")]
    [InlineData("SystemAssigned", null, new string[0], new[] { Identity }, "SystemAssigned")]
    [InlineData("SystemAssigned", "None", new string[0], new string[0], "None")]
    [InlineData("SystemAssigned", "UserAssigned,Later", new[] { Identity }, new string[0], "UserAssigned,Later")]
    [InlineData("SystemAssigned", "systemassigned, userassigned", new[] { Identity }, new string[0], "SystemAssigned,UserAssigned")]
    public void An_identity_follows_from_the_one_there_is(string? live, string? type, string[] add, string[] remove, string expected)
    {
        JsonNode wanted = IdentityEdit.AddAndRemove(
            live is null ? null : new JsonObject { ["type"] = live }, type, add, remove, ParameterSource.CommandLine);

        Assert.Equal(expected, wanted["type"]!.GetValue<string>());
        Assert.Equal(add, (wanted["userAssignedIdentities"]?.AsObject() ?? []).Select(item => item.Key));
    }

    [Fact]
    public void An_error_about_an_identity_of_a_row_names_the_columns()
    {
        ParameterSource row = new(new Dictionary<string, string> { ["IdentityType"] = "identity", ["AddUserAssignedIdentity"] = "add" });

        Assert.Equal(
            "'add' cannot be used with 'identity' None.",
            Assert.Throws<ComputeTargetException>(() => IdentityEdit.AddAndRemove(null, "None", [Identity], [], row)).Message);
        Assert.StartsWith(
            "'identity' UserAssigned needs 'add'",
            Assert.Throws<ComputeTargetException>(() => IdentityEdit.AddAndRemove(null, "UserAssigned", [], [], row)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_custom_services_are_not_shown()
    {
        JsonArray wanted = [JsonNode.Parse("""{"name":"rstudio","environmentVariables":{"KEY":{"type":"local","value":"S3CRET"}}}""")];
        ComputeTarget live = Target("""{ "properties": { "computeType": "ComputeInstance", "properties": { } } }""");

        Assert.Equal(
            "CustomServices: none -> rstudio",
            Assert.Single(Differences(live, new ComputeChange().SetValue("CustomServices", wanted))).ToString());
    }

    [Theory]
    [InlineData("AmlCompute")]
    [InlineData("amlcompute")]
    [InlineData("LaterType")]
    public void Too_many_tags_are_refused_for_a_target_of_any_type(string type)
    {
        ComputeTarget live = Target($$"""{ "tags": { "first": "1" }, "properties": { "computeType": "{{type}}" } }""");
        Dictionary<string, string?> added = Enumerable.Range(0, 50).ToDictionary(number => $"tag{number}", _ => (string?)"value");
        ComputeChange change = new ComputeChange().EditValue(
            "Tags", tags => TagEdit.RemoveAndAdd(tags, added, _ => false, ParameterSource.CommandLine));

        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(() => Differences(live, change));

        Assert.Equal("-Tag: 51 tags were given, but a resource can have at most 50.", exception.Message);
    }

    private static IReadOnlyList<ComputeDifference> Differences(ComputeTarget live, ComputeChange change) =>
        [.. change.PlanValues(live).Where(value => !value.IsMet).Select(value => value.Difference)];

    private ComputeTarget Cluster() => Target(Recorded.Cluster());

    private ComputeTarget Target(string json) => ComputeTypes.Create(JsonSerializer.Deserialize<JsonElement>(json), _test.Workspace);
}
