using System.Text.Json.Nodes;
using AmlCompute.Client.Changes;
using AmlCompute.Commands.Attributes;
using AmlCompute.Files;
using AmlCompute.Models;
using AmlCompute.Models.Json;
using AmlCompute.Settings;
using AmlCompute.Tests.Client;
using AmlCompute.Tests.Fidelity;
using AmlCompute.Tests.Files;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Settings;

/// <summary>Values that differ in casing only, where ARM compares without case; and words that this version does not know.</summary>
public sealed class CasingTests
{
    private const string Id = FileText.Resource + "Microsoft.ManagedIdentity/userAssignedIdentities/Reader";

    /// <summary>All words that a member of a model knows.</summary>
    private static readonly HashSet<string> Words =
    [
        .. typeof(ComputeTarget).Assembly.GetTypes()
            .SelectMany(JsonMember.FindDeclaredMembers)
            .SelectMany(member => member.Value.Shape.Words),
        .. ComputeIdentity.Kinds,
    ];

    public static TheoryData<string, bool> Types =>
        [.. ComputeTypes.All.SelectMany(type => new[] { (type, true), (type, false) })];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_target_whose_words_ids_tags_and_region_are_in_another_casing_is_the_same(string type, bool isUpper)
    {
        ComputeTarget live = Full(type, json => json);
        ComputeTarget other = Full(type, json => Vary(json, isUpper).AsObject());

        Assert.Empty(Differences(live.ToNode().ToJsonString(), other));
        Assert.Empty(Differences(other.ToNode().ToJsonString(), live));
        Assert.Empty(Differences(ComputeDocumentWriter.ToYaml(live), other));
        Assert.Empty(Differences(ComputeDocumentWriter.ToYaml(other), live));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_YAML_of_a_target_in_another_casing_loses_nothing(string type, bool isUpper)
    {
        List<string> lost = [];
        List<string> expected = [];
        ComputeDocumentWriter.ToYaml(Full(type, json => json), expected.Add);

        string yaml = ComputeDocumentWriter.ToYaml(Full(type, json => Vary(json, isUpper).AsObject()), lost.Add);

        Assert.Equal(expected, lost);
        Assert.Contains($"{(isUpper ? "TEAM" : "team")}: Vision", yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("provisioningState", "SUCCEEDED", "Succeeded")]
    [InlineData("provisioningState", "deleting", "Deleting")]
    [InlineData("provisioningState", "Paused", "Paused")]
    public void A_state_reads_in_the_casing_of_the_service_and_an_unknown_one_letter_for_letter(
        string name, string word, string expected) =>
        Assert.Equal(
            expected,
            TestTargets.Read($$"""{ "name": "t", "properties": { "computeType": "AmlCompute", "{{name}}": "{{word}}" } }""")
                .ProvisioningState);

    [Theory]
    [InlineData("systemassigned,USERASSIGNED")]
    [InlineData("UserAssigned, SystemAssigned")]
    public void A_kind_of_identity_is_the_same_in_any_casing_and_order(string kind)
    {
        ComputeTarget live = TestTargets.Read(Identity(kind, Id.ToUpperInvariant() + "/"));

        Assert.Empty(Differences(Identity("SystemAssigned,UserAssigned", Id), live));
        Assert.Equal("SystemAssigned,UserAssigned", live.Identity!.Type);
        string yaml = ComputeDocumentWriter.ToYaml(live);
        Assert.Empty(Differences(yaml, live));
        Assert.Empty(Differences(yaml.Replace("system_assigned,user_assigned", $"'{kind}'"), live));
        JsonNode edited = IdentityEdit.AddAndRemove(
            live.ToNode()["identity"], null, [], [Id.ToLowerInvariant()], ParameterSource.CommandLine);
        Assert.Equal("SystemAssigned", (string?)edited["type"]);
    }

    [Fact]
    public void The_ids_of_an_assigned_user_are_the_same_in_any_casing()
    {
        const string User = "0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90";
        ComputeTarget live = TestTargets.Read(
            $$$"""
            { "name": "t", "properties": { "computeType": "ComputeInstance", "isAttachedCompute": false, "properties": {
                "computeInstanceAuthorizationType": "personal",
                "personalComputeInstanceSettings": { "assignedUser": { "objectId": "{{{User}}}", "tenantId": "{{{User}}}" } } } } }
            """);
        string yaml = $"type: computeinstance\ncreate_on_behalf_of: {{user_object_id: {User}, user_tenant_id: {User}}}";

        Assert.Empty(Differences($"name: t\n{yaml.Replace(User, User.ToUpperInvariant())}", live));
        Assert.Equal(["AssignedUser"], Differences($"name: t\n{yaml.Replace("8e90", "8e91")}", live));
    }

    [Fact]
    public void Tags_are_found_by_their_names_in_any_casing_and_keep_theirs()
    {
        ComputeTarget live = TestTargets.Read(
            """{ "name": "t", "tags": { "CostCenter": "A1" }, "properties": { "computeType": "DataFactory" } }""");

        Assert.Equal("A1", live.Tags["costcenter"]);
        Assert.Equal(["CostCenter"], live.Tags.Keys);
        Assert.Equal(["Tags"], Differences("name: t\ntype: datafactory\ntags: {CostCenter: a1}", live));
    }

    [Fact]
    public void Two_tags_of_one_name_are_refused()
    {
        ComputeConfiguration configuration = FileText.Read("name: t\ntype: datafactory\ntags: {Team: a, team: b}").Configuration;

        Assert.Equal(
            "Line 3, column 23: 'tags': the names 'Team', 'team' differ in casing only, and Azure treats them as one tag.",
            Assert.Single(ConfigurationRules.FindProblems(configuration)).FormatMessage(configuration));
    }

    /// <summary>Words of a later version of the service, and free text.</summary>
    [Theory]
    [InlineData("AmlCompute", """ "vmPriority": "Spot" """)]
    [InlineData("AmlCompute", """ "remoteLoginPortPublicAccess": "Internal_Only" """)]
    [InlineData("AmlCompute", """ "osType": "AzureLinux3" """)]
    [InlineData("ComputeInstance", """ "applicationSharingPolicy": "teamOf_Users" """)]
    [InlineData("ComputeInstance", """ "sshSettings": { "sshPublicAccess": "VnetOnly" } """)]
    [InlineData(
        "ComputeInstance",
        """
        "schedules": { "computeStartStop": [ { "action": "Hibernate", "status": "Paused", "triggerType": "Recurrence",
          "recurrence": { "frequency": "Fortnight", "interval": 1, "schedule": { "weekDays": [ "Restday" ] } } } ] }
        """)]
    [InlineData(
        "ComputeInstance",
        """
        "schedules": { "computeStartStop": [ { "action": "Stop", "status": "Enabled", "triggerType": "Sun_set",
          "sunSet": { "Offset": "PT1H", "days": [ 1, null ] }, "later": 2 } ] }
        """)]
    [InlineData(
        "ComputeInstance",
        """
        "customServices": [ { "name": "A_b C", "image": { "type": "podman", "reference": "R:1" }, "docker": { "privileged": true } } ]
        """)]
    [InlineData(
        "ComputeInstance",
        """
        "setupScripts": { "scripts": { "startupScript": { "scriptSource": "Git_Repo", "scriptData": "Low Priority", "timeout": "10m" } } }
        """)]
    [InlineData("AKS", """ "clusterPurpose": "DenseTest_2", "loadBalancerType": "gatewayOnly" """)]
    public void An_unknown_word_goes_through_letter_for_letter_in_every_direction(string type, string members)
    {
        ComputeTarget live = TestTargets.Read(
            $$"""
            { "name": "t-1", "properties": { "computeType": "{{type}}", "isAttachedCompute": false, "properties": { {{members}} } } }
            """);
        List<string> lost = [];

        ComputeConfiguration configuration = FileText.Read(ComputeDocumentWriter.ToYaml(live, lost.Add)).Configuration;

        Assert.Empty(lost);
        Assert.Empty(TargetComparison.CompareOne(new WantedTarget("t-1", configuration, null), live).Differences);
        JsonNode sent = configuration.ToNode()["properties"]!["properties"]!;
        foreach ((string name, JsonNode? value) in JsonNode.Parse($"{{ {members} }}")!.AsObject())
        {
            Assert.True(JsonNode.DeepEquals(value, sent[name]), $"{value} was sent as {sent[name]}.");
        }
    }

    [Theory]
    [InlineData("AmlCompute", "VmSize = 'S'; Priority = 'Preemptible_x'", "vmPriority", "Preemptible_x")]
    [InlineData("AmlCompute", "VmSize = 'S'; RemoteLogin = 'Sometimes'", "remoteLoginPortPublicAccess", "Sometimes")]
    [InlineData("AmlCompute", "VmSize = 'S'; OsType = 'Plan_9'", "osType", "Plan_9")]
    [InlineData("AmlCompute", "VmSize = 'S'; Priority = 'lowpriority'", "vmPriority", "LowPriority")]
    [InlineData(
        "ComputeInstance",
        "VmSize = 'S'; Instance = $true; ApplicationSharingPolicy = 'teamOf_Users'",
        "applicationSharingPolicy",
        "teamOf_Users")]
    [InlineData("AKS", "Aks = $true; ClusterPurpose = 'Gaming_9'", "clusterPurpose", "Gaming_9")]
    [InlineData("AKS", "Aks = $true; LoadBalancerType = 'gateway_x'", "loadBalancerType", "gateway_x")]
    public void An_unknown_word_of_a_parameter_or_a_row_goes_through_letter_for_letter(
        string type, string settings, string member, string expected)
    {
        string live = $$"""{ "name": "cpu", "properties": { "computeType": "{{type}}", "properties": { "{{member}}": "Else" } } }""";
        using ModuleShell shell = new(new StubService(_ => WireAnswer.Json(200, $$"""{ "value": [ {{live}} ] }""")));

        object given = Assert.Single(shell.Output($"$given = @{{ {settings} }}; New-AmlComputeConfiguration @given"));
        Assert.Equal(
            expected, (string?)Assert.IsType<ComputeConfiguration>(given).ToNode()["properties"]!["properties"]![member]);
        Assert.Equal(
            [expected],
            shell.Output($$"""
                $row = [pscustomobject] @{ Name = 'cpu'; {{settings}} }
                (Compare-AmlComputeTarget -Configuration $row).Differences |
                    Where-Object JsonPath -Like '*.{{member}}' | ForEach-Object Wanted
                """));
    }

    [Theory]
    [InlineData("Quantum")]
    [InlineData("SystemAssigned,Quantum_x")]
    public void An_unknown_kind_of_identity_goes_through_letter_for_letter(string kind)
    {
        string live = $$"""{ "name": "cpu", "identity": { "type": "{{kind}}" }, "properties": { "computeType": "DataFactory" } }""";
        List<string> lost = [];
        ComputeConfiguration file = FileText.Read(ComputeDocumentWriter.ToYaml(TestTargets.Read(live), lost.Add)).Configuration;
        using ModuleShell shell = new(new StubService(WireAnswer.NotFound));
        object given = Assert.Single(shell.Output($"New-AmlComputeConfiguration -VmSize S -IdentityType '{kind}'"));

        Assert.Empty(lost);
        Assert.All(
            [file, Assert.IsType<ComputeConfiguration>(given), FileText.Read(live).Configuration],
            configuration =>
            {
                Assert.Equal(kind, (string?)configuration.ToNode()["identity"]!["type"]);
                Assert.Empty(ConfigurationRules.FindProblems(configuration));
            });
    }

    [Theory]
    [InlineData("")]
    [InlineData("None,SystemAssigned")]
    [InlineData("SystemAssigned,")]
    [InlineData("UserAsigned")]
    [InlineData("Quantum,SystemAsigned")]
    public void A_kind_of_identity_that_no_version_can_have_is_refused(string kind)
    {
        Assert.False(ComputeIdentity.IsPossibleKind(kind));
        Assert.NotEmpty(ConfigurationRules.FindProblems(FileText.Read(
            $$"""{ "name": "cpu", "identity": { "type": "{{kind}}" }, "properties": { "computeType": "DataFactory" } }""").Configuration));
    }

    [Theory]
    [InlineData(
        "Priority = 'LowPriorty'", "'LowPriorty' is not a valid value. Did you mean 'LowPriority'? Valid values: Dedicated, LowPriority.")]
    [InlineData("OsType = 'Windws'", "'Windws' is not a valid value. Did you mean 'Windows'? Valid values: Linux, Windows.")]
    public void A_misspelt_word_of_a_parameter_or_a_row_is_refused(string settings, string expected)
    {
        using ModuleShell shell = new(new StubService(WireAnswer.NotFound));
        foreach (string script in new[]
        {
            $"$given = @{{ {settings} }}; New-AmlComputeTarget cpu S @given",
            $"[pscustomobject] @{{ Name = 'cpu'; VmSize = 'S'; {settings} }} | New-AmlComputeTarget",
        })
        {
            Assert.Contains(expected, Assert.Single(shell.Run(script).Errors).Exception.Message);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_parameter_takes_no_blank_word(string word) => Assert.Equal(
        $"'{word}' is not a valid value. Valid values: Linux, Windows.", new KnownWordsAttribute("Linux", "Windows").FindProblem(word));

    [Fact]
    public void An_id_with_doubled_slashes_is_the_same()
    {
        ComputeTarget live = TestTargets.Read(Identity("UserAssigned", Id.Replace("/providers", "//providers")));

        Assert.Empty(Differences(Identity("UserAssigned", Id), live));
    }

    [Fact]
    public void Free_text_is_compared_with_case()
    {
        ComputeTarget live = TestTargets.Read(
            """
            { "name": "t", "properties": { "computeType": "Kubernetes", "description": "Team A",
                "resourceId": "/subscriptions/x/a", "properties": { "namespace": "team", "defaultInstanceType": "gpu" } } }
            """);

        Assert.Equal(
            ["DefaultInstanceType", "Description"],
            Differences(live.ToNode().ToJsonString().Replace("Team A", "team a").Replace("\"gpu\"", "\"GPU\""), live));
    }

    private static string Identity(string kind, string id) => $$"""
        { "name": "t", "identity": { "type": "{{kind}}", "userAssignedIdentities": { "{{id}}": {} } },
          "properties": { "computeType": "DataFactory" } }
        """;

    private static IEnumerable<string> Differences(string text, ComputeTarget live) =>
        TargetComparison.CompareOne(new WantedTarget("t-1", FileText.Read(text).Configuration, null), live)
            .Differences.Select(difference => difference.Name);

    private static ComputeTarget Full(string type, Func<JsonObject, JsonObject> change)
    {
        JsonObject json = FullBodies.Live(type);
        json["location"] = "eastus2";
        json["properties"]!["computeLocation"] = "eastus2";
        json["tags"] = new JsonObject { ["Team"] = "Vision" };
        json["identity"] = JsonNode.Parse(Identity(ComputeIdentity.Both, Id))!["identity"]!.DeepClone();
        return TestTargets.Read(change(json).ToJsonString());
    }

    /// <summary>Returns the JSON with each known word, id, tag name and region in another form that ARM treats as the same.</summary>
    private static JsonNode Vary(JsonNode node, bool isUpper)
    {
        return node switch
        {
            JsonObject members => new JsonObject(members.Select(member => new KeyValuePair<string, JsonNode?>(
                Name(member.Key),
                member.Key is "location" or "computeLocation" ? (isUpper ? "East US 2" : "EastUS2")
                    : member.Value is { } value ? Vary(value, isUpper) : null))),
            JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Vary(item, isUpper))]),
            _ => JsonText.ReadString(node) is { } text && (Words.Contains(text) || IsId(text))
                ? JsonValue.Create(Cased(text))
                : node.DeepClone(),
        };

        string Name(string name) => IsId(name) || name == "Team" ? Cased(name) : name;

        string Cased(string text) => IsId(text)
            ? $"{(isUpper ? text.ToUpperInvariant() : text.ToLowerInvariant())}/"
            : isUpper ? text.ToUpperInvariant() : text.ToLowerInvariant();

        static bool IsId(string text) => text.StartsWith("/subscriptions/", StringComparison.Ordinal);
    }
}
