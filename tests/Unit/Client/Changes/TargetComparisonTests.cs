using System.Text.Json.Nodes;
using AmlCompute.Client.Changes;
using AmlCompute.Files;
using AmlCompute.Models;
using AmlCompute.Models.Json;
using AmlCompute.Settings;
using AmlCompute.Tests.Files;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Changes;

/// <summary>The comparison of wanted targets with live targets.</summary>
public sealed class ComputeDriftTests
{
    /// <summary>The members that no file has, or that the service does not return.</summary>
    private static readonly HashSet<JsonMember> NotInFiles = [ComputeTarget.Members.ComputeType, ComputeTarget.Members.ComputeLocation];

    public static TheoryData<string> Types => [.. ComputeTypes.All];

    public static TheoryData<string, string> Members
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string type in ComputeTypes.All)
            {
                JsonObject live = FullBodies.Live(type);
                foreach ((string name, JsonMember member) in ComputeMembers.ListMembers(ComputeTypes.GetClass(type)))
                {
                    if (member.Access != MemberAccess.ReadOnly
                        && !NotInFiles.Contains(member) && !MemberComparison.IsNeverReturned(member) && member.FindNode(live) is not null)
                    {
                        data.Add(type, name);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_live_target_is_the_same_as_its_file(string type)
    {
        ComputeTarget live = TestTargets.Read(FullBodies.Live(type).ToJsonString());

        Assert.Empty(TargetComparison.CompareOne(Wanted(ComputeDocumentWriter.ToYaml(live)), live).Differences);
        Assert.Empty(TargetComparison.CompareOne(Wanted(live.ToNode().ToJsonString()), live).Differences);
    }

    /// <summary>Each member of each type, changed in the live target after its file was written.</summary>
    [Theory]
    [MemberData(nameof(Members))]
    public void Each_key_of_a_file_shows_when_the_target_has_another_value(string type, string name)
    {
        JsonObject json = FullBodies.Live(type);
        WantedTarget wanted = Wanted(ComputeDocumentWriter.ToYaml(TestTargets.Read(json.ToJsonString())));
        JsonMember member = ComputeMembers.ListMembers(ComputeTypes.GetClass(type))[name];
        member.WriteNode(json, Another(member.FindNode(json)!.DeepClone()));

        ComputeDifference difference = Assert.Single(
            TargetComparison.CompareOne(wanted, TestTargets.Read(json.ToJsonString())).Differences);

        Assert.Equal(name, difference.Name);
        Assert.Equal(member.Access == MemberAccess.Fixed, !difference.IsInPlace);
        if (!difference.LiveText.Equals(difference.WantedText, StringComparison.Ordinal))
        {
            return;
        }

        // Objects within lists and maps are shown by their names only.
        Assert.True(member.FindNode(json) is JsonObject or JsonArray, $"{name} shows the same text for two values: {difference.LiveText}.");
    }

    [Fact]
    public void Each_target_is_missing_the_same_different_or_extra()
    {
        WantedTarget[] wanted = [Wanted(File("b", 4)), Wanted(File("missing", 4)), Wanted(File("a", 4)), Wanted(File("going", 4))];
        ComputeTarget[] live = [
            Cluster("z"), Cluster("A"), Cluster("x"), Cluster("b", 8), Cluster("going", state: "Deleting"),
            Cluster("gone", state: "Deleting"), Cluster("x")];

        Assert.Equal(
            ["b Different", "missing Missing", "a Same", "going Missing", "x Extra", "z Extra"],
            TargetComparison.CompareAll(wanted, live).Select(drift => $"{drift.Name} {drift.Status}"));
    }

    [Fact]
    public void A_description_for_users_has_both_values_and_the_way()
    {
        WantedTarget wanted = Wanted("name: a\ntype: amlcompute\nsize: STANDARD_D2_V2\nmax_instances: 4");

        ComputeComparison comparison = TargetComparison.CompareOne(wanted, Cluster("a", 8)).ToComparison(TestTargets.Workspace);

        Assert.Equal(
            [("MaxNodes", "8", "4", ComputeChangeKind.InPlace), ("VmSize", "STANDARD_DS3_V2", "STANDARD_D2_V2", ComputeChangeKind.Replace)],
            comparison.Differences.OrderBy(item => item.Name).Select(item => (item.Name, item.Live, item.Wanted, item.Change)));
        Assert.True(comparison.NeedsReplacement);
        Assert.Equal(
            "properties.properties.scaleSettings.maxNodeCount", comparison.Differences.Single(item => item.Name == "MaxNodes").JsonPath);
        Assert.Equal(("a", "AmlCompute", "vision"), (comparison.Name, comparison.ComputeType, comparison.WorkspaceName));
    }

    [Theory]
    [InlineData("max_instances: 4", 8, "MaxNodes: 8 -> 4", true)]
    [InlineData("max_instances: 4", 4, "ProvisioningState: Failed -> Succeeded (sends the settings again)", true)]
    [InlineData("", 4, "ProvisioningState: Failed -> Succeeded", false)]
    public void A_failed_target_must_be_replaced_unless_a_change_or_the_same_settings_may_fix_it(
        string settings, int max, string expected, bool isInPlace)
    {
        ComputeDifference difference = Assert.Single(TargetComparison.CompareOne(
            Wanted($"name: a\ntype: amlcompute\nsize: STANDARD_DS3_V2\n{settings}"), Cluster("a", max, "Failed")).Differences);

        Assert.Equal((expected, isInPlace), (difference.ToString(), difference.IsInPlace));
    }

    [Fact]
    public void An_attached_target_differs_from_one_to_be_created()
    {
        JsonObject live = FullBodies.Live(ComputeTypes.Aks);
        ComputeTarget target = TestTargets.Read(live.ToJsonString());

        ComputeDifference difference = Assert.Single(TargetComparison.CompareOne(Wanted("name: t-1\ntype: aks"), target).Differences);

        Assert.Equal(
            ("IsAttached", "True", "False", false), (difference.Name, difference.LiveText, difference.WantedText, difference.IsInPlace));
    }

    [Fact]
    public void Another_type_is_one_difference() =>
        Assert.Equal(
            ["ComputeType: AmlCompute -> ComputeInstance"],
            TargetComparison.CompareOne(Wanted("name: a\ntype: computeinstance\nsize: s"), Cluster("a")).Differences.Select(
                item => item.ToString()));

    [Fact]
    public void The_size_of_an_instance_changes_in_place()
    {
        ComputeTarget live = TestTargets.ReadProperties<ComputeInstance>(
            ComputeTypes.ComputeInstance, """{ "vmSize": "STANDARD_DS3_V2" }""");

        Assert.True(
            Assert.Single(
                TargetComparison.CompareOne(Wanted("name: t\ntype: computeinstance\nsize: STANDARD_D2_V2"), live).Differences).IsInPlace);
    }

    [Fact]
    public void Preview_settings_of_a_file_are_sent_with_a_preview_version()
    {
        ComputeConfiguration configuration = FileText.Read("name: t\ntype: computeinstance\nenable_root_access: false").Configuration;

        Assert.Equal(ApiVersions.Preview, ApiVersions.SelectForPut(configuration.ToNode()));
    }

    private static WantedTarget Wanted(string text)
    {
        ComputeDefinition definition = FileText.Read(text);
        return new WantedTarget(definition.Name, definition.Configuration, null);
    }

    private static string File(string name, int max) => $"name: {name}\ntype: amlcompute\nmax_instances: {max}";

    private static ComputeTarget Cluster(string name, int max = 4, string state = "Succeeded") =>
        TestTargets.Read(
            Recorded.Cluster(state, name: name).Replace("\"maxNodeCount\": 8", $"\"maxNodeCount\": {max}", StringComparison.Ordinal));

    private static JsonNode Another(JsonNode value)
    {
        switch (value)
        {
            case JsonObject members when members["type"] is not null:
                // An identity.
                return new JsonObject { ["type"] = "None" };
            case JsonObject members:
                string first = members.First(member => member.Value is not null).Key;
                members[first] = Another(members[first]!.DeepClone());
                return members;
            case JsonArray:
                return new JsonArray();
            default:
                return value.GetValueKind() switch
                {
                    System.Text.Json.JsonValueKind.Number => value.GetValue<int>() + 1,
                    System.Text.Json.JsonValueKind.True => false,
                    System.Text.Json.JsonValueKind.False => true,
                    _ => value.GetValue<string>() + "x",
                };
        }
    }
}
