using System.Management.Automation;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Commands;
using AmlCompute.Commands.Attributes;
using AmlCompute.Completion;
using AmlCompute.Models;
using AmlCompute.Models.Json;
using AmlCompute.Settings;
using AmlCompute.Tests.Client;
using AmlCompute.Tests.Files;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Settings;

public sealed class ConfigurationRulesTests
{
    private const string Instance = "type: computeinstance\nschedules:\n  compute_start_stop:\n  - ";

    private const string Identities = FileText.Resource + "Microsoft.ManagedIdentity/userAssignedIdentities/";

    [Theory]
    [InlineData(
        "type: amlcompute\nssh_settings: {admin_username: x}",
        "Line 3, column 32: A user account needs a user name ('ssh_settings.admin_username')")]
    [InlineData(
        "type: amlcompute\nssh_settings: {ssh_key_value: x}",
        "Line 3, column 31: A user account needs a user name ('ssh_settings.admin_username')")]
    [InlineData("type: computeinstance\nssh_public_access_enabled: true", "SSH access needs 'ssh_settings.ssh_key_value'")]
    [InlineData("type: computeinstance\nidle_time_before_shutdown: PT5M", "Line 3, column 28: 'idle_time_before_shutdown': 5m")]
    [InlineData(Instance + "{action: stop, trigger: {type: cron, expression: 'at six'}}", "'at six' is not a valid cron expression")]
    [InlineData(Instance + "{action: stop, trigger: {type: cron, expression: '0 0 30 2 *'}}", "never occurs")]
    [InlineData(
        Instance + "{action: stop, trigger: {type: recurrence, frequency: day, interval: 1, time_zone: Mars}}",
        "'schedules.compute_start_stop[0].trigger.time_zone': 'Mars'")]
    [InlineData(
        "type: datafactory\nidentity: {type: user_assigned, user_assigned_identities: [{resource_id: foo}]}",
        "'foo' is not a valid id of a user-assigned identity")]
    [InlineData(
        "type: virtualmachine\nresource_id: " + FileText.Resource +
        "Microsoft.Compute/virtualMachines/vm\nssh_settings: {admin_username: x}",
        "needs a password ('ssh_settings.admin_password')")]
    public void What_the_parameters_refuse_a_file_may_not_say(string keys, string problem) =>
        Assert.Contains(problem, Assert.Single(MessagesOf(FileText.Read($"name: a1\n{keys}").Configuration)));

    [Theory]
    [InlineData("type: amlcompute\nssh_settings: {admin_username: x, admin_password: Pass-word}")]
    [InlineData("type: amlcompute\nssh_public_access_enabled: true")]
    [InlineData("type: computeinstance\nssh_public_access_enabled: true\nssh_settings: {ssh_key_value: k}")]
    [InlineData(Instance + "{action: stop, trigger: {type: cron, expression: '0 18 * * *', time_zone: Europe/Berlin}}")]
    [InlineData(Instance + "{action: stop, trigger: {type: cron, expression: '0 0 29 2 1'}}")]
    [InlineData("type: datafactory\nidentity: {type: user_assigned, user_assigned_identities: [{resource_id: " + Identities + "a}]}")]
    public void Settings_that_fit_together_are_accepted(string keys) =>
        Assert.Empty(MessagesOf(FileText.Read($"name: a1\n{keys}").Configuration));

    [Fact]
    public void Invalid_tags_are_reported_in_files_too()
    {
        string tags = string.Join(", ", Enumerable.Range(0, 51).Select(i => $"t{i}: x"));
        Assert.Contains(
            "51 tags",
            Assert.Single(MessagesOf(FileText.Read($"name: a1\ntype: datafactory\ntags: {{{tags}}}").Configuration)));
    }

    [Fact]
    public void A_hashtable_with_a_value_of_another_kind_is_wrong()
    {
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.ComputeInstance, isAttach: false)
            .SetNode(ComputeInstance.Members.Schedules, new JsonArray(new JsonObject { ["action"] = 5 }));
        ComputeConfiguration empty = new ComputeConfiguration(ComputeTypes.ComputeInstance, isAttach: false)
            .SetNode(ComputeInstance.Members.Schedules, new JsonArray(new JsonObject { ["action"] = "Stop", ["triggerType"] = "Cron" }));
        Assert.Equal(["-Schedule[0].cron.expression is missing."], MessagesOf(empty));
        Assert.Equal(
            ["-Schedule[0].action must be text, and is a number."],
            MessagesOf(configuration));
    }

    [Fact]
    public void Only_unknown_members_are_named_beside_a_missing_one()
    {
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.ComputeInstance, isAttach: false).SetNode(
            ComputeInstance.Members.Schedules,
            JsonNode.Parse("""[{"action":"Hibernate","triggerType":"Cron","crom":{"expression":"0 18 * * *"}}]"""));

        Assert.Equal(["-Schedule[0].cron.expression is missing. Unknown members: 'crom'."], MessagesOf(configuration));
    }

    [Fact]
    public void The_error_of_a_TLS_key_with_a_passphrase_has_the_command_that_removes_it()
    {
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.Aks, isAttach: false)
            .Set(AksCompute.Members.SslCname, "www.example.org")
            .Set(AksCompute.Members.SslCertificate, SecretText.Protect("c"))
            .Set(
                AksCompute.Members.SslKey,
                SecretText.Protect("-----BEGIN ENCRYPTED PRIVATE KEY-----\nx\n-----END ENCRYPTED PRIVATE KEY-----"));

        Assert.Equal(
            ["-SslKeyPemFile: the key is protected by a passphrase, which the service does not accept. "
                + "To write a copy without it, run 'openssl pkey -in key.pem -out copy-of-the-key.pem'."],
            MessagesOf(configuration));
    }

    [Theory]
    [InlineData("Antarctica/Troll")]
    [InlineData("antarctica/troll")]
    public void A_time_zone_without_a_Windows_counterpart_is_known_in_any_casing(string name) => Assert.Equal(
        $"'{name}' has no Windows counterpart, and the service accepts only Windows time zones.", TimeZoneNames.FindProblem(name));

    [Theory]
    [InlineData("Crom", "cron", """{"expression":"0 18 * * *"}""")]
    [InlineData("Recurence", "recurrence", """{"frequency":"Day","interval":1}""")]
    public void A_misspelt_type_of_trigger_is_reported_at_the_type(string type, string member, string trigger)
    {
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.ComputeInstance, isAttach: false).SetNode(
            ComputeInstance.Members.Schedules,
            JsonNode.Parse($$"""[{"action":"Stop","triggerType":"{{type}}","{{member}}":{{trigger}}}]"""));

        Assert.Equal(
            [$"-Schedule[0].triggerType: '{type}' is not a valid type of trigger. Valid values: Cron; Recurrence."],
            MessagesOf(configuration));
    }

    [Theory]
    [InlineData(null, ComputeCheckOutcome.Warning)]
    [InlineData("""{"location":"eastus"}""", ComputeCheckOutcome.Failed)]
    public void A_workspace_that_was_not_read_may_have_a_managed_network(string? json, ComputeCheckOutcome expected)
    {
        TestClient test = new();
        Workspace workspace = test.Connection.CreateWorkspace(
            new WorkspaceReference(TestClient.SubscriptionId, "rg", "ws", "test"), json is null ? default : JsonElement.Parse(json));
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.AmlCompute, isAttach: false)
            .Set(ComputeCluster.Members.EnableNodePublicIp, false);

        Assert.Equal(expected, Assert.Single(ConfigurationRules.FindCheckProblems(configuration, workspace)).Outcome);
    }

    [Fact]
    public void A_time_zone_has_the_path_of_its_own_trigger()
    {
        ComputeConfiguration configuration = new ComputeConfiguration(ComputeTypes.ComputeInstance, isAttach: false).SetNode(
            ComputeInstance.Members.Schedules,
            JsonNode.Parse(
                """
                [{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 18 * * *"},
                    "recurrence":{"frequency":"Day","interval":1,"timeZone":"Mars"}}]
                """));

        Assert.StartsWith("-Schedule[0].recurrence.timeZone: 'Mars'", Assert.Single(MessagesOf(configuration)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_word_is_reported_unless_the_target_has_it()
    {
        ComputeConfiguration wanted = FileText.Read(
            """{"name":"t","properties":{"computeType":"AmlCompute","properties":{"vmPriority":"Spot","osType":"linux"}}}""").Configuration;

        Assert.Equal(
            ["properties.properties.vmPriority = Spot"],
            ConfigurationRules.FindUnknownPaths(
                wanted, TestTargets.ReadProperties<ComputeCluster>(ComputeTypes.AmlCompute, """{ "vmPriority": "Dedicated" }""")));
        Assert.Empty(
            ConfigurationRules.FindUnknownPaths(
                wanted, TestTargets.ReadProperties<ComputeCluster>(ComputeTypes.AmlCompute, """{ "vmPriority": "Spot" }""")));
    }

    [Fact]
    public void The_words_of_parameters_are_those_of_the_members()
    {
        int count = 0;
        foreach (PropertyInfo parameter in typeof(NewAmlComputeTargetCommand).GetProperties())
        {
            foreach (Type type in new[] { typeof(ComputeCluster), typeof(ComputeInstance), typeof(AksCompute) })
            {
                if (parameter.GetCustomAttribute<KnownWordsAttribute>() is { } words
                    && ComputeMembers.ListMembers(type).TryGetValue(parameter.Name, out JsonMember? member) && member.Shape.Words.Count > 0)
                {
                    Assert.Equal(member.Shape.Words, words.ValidValues);
                    Assert.Equal(typeof(SettingWordCompleter), parameter.GetCustomAttribute<ArgumentCompleterAttribute>()?.Type);
                    Assert.Equal(
                        words.ValidValues,
                        new SettingWordCompleter().CompleteArgument("", parameter.Name, "", null!, null!)
                            .Select(item => item.CompletionText));
                    count++;
                }
            }
        }

        Assert.Equal(8, count);
    }

    [Fact]
    public void An_unknown_member_is_reported_unless_the_target_has_it()
    {
        ComputeConfiguration wanted = FileText.Read(
            """
            {"name":"t","later":1,"sku":{"name":"x"},"properties":{"computeType":"ComputeInstance","none":null,
              "properties":{"vmSize":"S","setting":{"a":1},"schedules":{"computeStartStop":[{"action":"Stop"},{"mode":"x","note":"y"}]}}}}
            """).Configuration;
        ComputeTarget live = TestTargets.ReadProperties<ComputeInstance>(
            ComputeTypes.ComputeInstance,
            """{ "setting": { "b": 2 }, "updateStatus": null, "schedules": { "computeStartStop": [{ "note": "" }] } }""");

        Assert.Equal(
            ["later", "properties.properties.schedules.computeStartStop[1].mode"], ConfigurationRules.FindUnknownPaths(wanted, live));
    }

    private static string[] MessagesOf(ComputeConfiguration configuration) =>
        [.. ConfigurationRules.FindProblems(configuration).Select(problem => problem.FormatMessage(configuration))];
}
