using System.Text.Json.Nodes;
using AmlCompute.Files;
using AmlCompute.Files.Nodes;
using AmlCompute.Files.Templates;
using AmlCompute.Models;
using AmlCompute.Tests.Fidelity;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Files;

/// <summary>The forms of ARM: templates with their expressions, lists, names with a workspace. The workspace is 'vision'.</summary>
public sealed class ArmTemplateTests
{
    private const string Type = "\"type\": \"Microsoft.MachineLearningServices/workspaces/computes\"";
    private const string Cluster = "\"properties\": { \"computeType\": \"AmlCompute\" }";

    private readonly List<string> _log = [];

    [Theory]
    [InlineData("""{ "name": "cpu", $cluster }""", "cpu")]
    [InlineData("""{ "name": "cpu", "type": null, $cluster }""", "cpu")]
    [InlineData("""{ "name": "cpu", "condition": null, "existing": null, $cluster }""", "cpu")]
    [InlineData("""{ "name": "vision/cpu", $type, "apiVersion": "2026-05-01", "dependsOn": ["[x]"], "zones": [], $cluster }""", "cpu")]
    [InlineData("""[ { "name": "cpu", $cluster }, { "name": "VISION/gpu", $cluster } ]""", "cpu gpu")]
    [InlineData("""{ "value": [ { "name": "cpu", $cluster }, { "name": "gpu", $cluster } ], "nextLink": null }""", "cpu gpu")]
    [InlineData("""{ "resources": [ { $type, "name": "vision/cpu", $cluster } ] }""", "cpu")]
    [InlineData("""{ "languageVersion": "2.0", "resources": { "cpu": { $type, "name": "vision/cpu", $cluster } } }""", "cpu")]
    [InlineData(
        """
        { "resources": [ { "type": "Microsoft.MachineLearningServices/workspaces", "name": "vision", "resources": [
            { "type": "computes", "name": "cpu", $cluster } ] } ] }
        """,
        "cpu")]
    [InlineData(
        """
        { "type": "Microsoft.MachineLearningServices/workspaces", "name": "vision", "resources": [
            { "type": "computes", "name": "cpu", $cluster } ] }
        """,
        "cpu")]
    [InlineData(
        """[ { "resources": [ { $type, "name": "vision/cpu", $cluster } ] }, { "name": "gpu", "type": "amlcompute" } ]""",
        "cpu gpu")]
    [InlineData("""{ "Name": "cpu", "Location": "westus", "Properties": { "ComputeType": "amlcompute" } }""", "cpu")]
    public void Each_form_gives_the_compute_targets_of_the_workspace(string text, string names) =>
        Assert.Equal(names, string.Join(" ", Read(text).Select(target => target.Name)));

    [Fact]
    public void Names_of_any_casing_are_those_of_the_service()
    {
        ComputeDefinition read = Assert.Single(Read("""
            { "Name": "cpu", "Tags": { "Team": "Vision" }, "Identity": { "Type": "SystemAssigned" }, "Properties": {
                "ComputeType": "AmlCompute", "ProvisioningState": "Succeeded",
                "Properties": { "VmSize": "Standard_D4ds_v5", "ScaleSettings": { "MinNodeCount": 1, "MaxNodeCount": 3 } } } }
            """));
        JsonAssert.Equal(
            """
            { "name": "cpu", "tags": { "Team": "Vision" }, "identity": { "type": "SystemAssigned" }, "properties": {
                "computeType": "AmlCompute",
                "properties": { "vmSize": "Standard_D4ds_v5", "scaleSettings": { "minNodeCount": 1, "maxNodeCount": 3 } } } }
            """,
            WithName(read));
        Assert.Equal(
            "Line 1, column 93: The member 'VMSize' is duplicated.",
            Error("""{ "name": "cpu", "properties": { "computeType": "AmlCompute", "properties": { "vmSize": "", "VMSize": "" } } }"""));
    }

    [Fact]
    public void A_template_is_evaluated_with_given_values_defaults_and_variables()
    {
        const string Template = """
            { "parameters": {
                "workspace": { "type": "string", "defaultValue": "vision" }, "size": { "type": "string" },
                "max": { "type": "int", "defaultValue": 2, "minValue": 1, "maxValue": 9 },
                "region": { "type": "string", "defaultValue": "[resourceGroup().location]" },
                "settings": { "type": "object", "defaultValue": { "tiers": ["Dedicated", "LowPriority"] } } },
              "variables": {
                "prefix": "[toLower('CPU')]", "name": "[concat(parameters('workspace'), '/', variables('prefix'), '-', parameters('max'))]",
                "tags": { "it''s": "[[kept]", "team": "[concat('a', 'b')]" } },
              "resources": [ {
                "type": "Microsoft.MachineLearningServices/workspaces/computes", "name": "[variables('name')]",
                "location": "[parameters('region')]", "tags": "[variables('tags')]",
                "properties": { "computeType": "AmlCompute", "description": "it[s] free", "properties": {
                  "vmSize": "[PARAMETERS('Size')]", "vmPriority": "[parameters('settings').tiers[1]]",
                  "scaleSettings": { "maxNodeCount": "[parameters('max')]" } } } } ] }
            """;
        ComputeDefinition read = Assert.Single(Read(Template, ("SIZE", "Standard_D4ds_v5"), ("max", "3")));
        Assert.Equal("cpu-3", read.Name);
        JsonAssert.Equal(
            """
            { "name": "cpu-3", "location": "westeurope", "tags": { "it''s": "[kept]", "team": "ab" },
              "properties": { "computeType": "AmlCompute", "description": "it[s] free", "properties": {
                "vmSize": "Standard_D4ds_v5", "vmPriority": "LowPriority", "scaleSettings": { "maxNodeCount": 3 } } } }
            """,
            WithName(read));
        Assert.Equal(["resourceGroup().location is taken as the location of workspace 'vision': westeurope."], _log);
    }

    [Fact]
    public void The_location_of_a_workspace_that_was_not_read_is_an_error_with_the_command_that_reads_it()
    {
        const string Template =
            """{ "resources": [ { $type, "name": "vision/cpu", "location": "[resourceGroup().location]", $cluster } ] }""";

        Workspace unread = new("s", "rg", "vision", TestTargets.Workspace.Connection, "parameters", default);

        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(
            () => ComputeFiles.ReadText(Full(Template), Path.GetTempPath(), () => unread, new TemplateArguments([], _log.Add)));

        Assert.EndsWith(
            "Write the region in its place, or use for -Workspace the workspace of 'Get-AmlWorkspace -ListAvailable -SubscriptionId s'.",
            exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_Boolean_value_of_a_parameter_can_be_text_with_blanks()
    {
        ComputeDefinition read = Assert.Single(Read(
            """
            { "parameters": { "ip": { "type": "bool" } }, "resources": [ { $type, "name": "vision/cpu", "properties": {
                "computeType": "AmlCompute", "properties": { "enableNodePublicIp": "[parameters('ip')]" } } } ] }
            """,
            ("ip", " True ")));
        Assert.True(read.Configuration.Get(ComputeCluster.Members.EnableNodePublicIp));
    }

    /// <summary>The name of a user-assigned identity is its id, which templates take as a parameter.</summary>
    [Fact]
    public void A_name_is_evaluated_too()
    {
        ComputeDefinition read = Assert.Single(Read(
            """
            { "parameters": { "identity": { "type": "string" } }, "resources": [ { $type, "name": "vision/cpu", $cluster,
                "identity": { "type": "UserAssigned", "userAssignedIdentities": { "[parameters('identity')]": {} } } } ] }
            """,
            ("identity", "/subscriptions/x/one")));
        JsonAssert.Equal("""{ "/subscriptions/x/one": {} }""", read.Configuration.ToNode()["identity"]!["userAssignedIdentities"]);
    }

    [Fact]
    public void Other_resources_are_counted()
    {
        IReadOnlyList<ComputeDefinition> read = Read("""
            { "parameters": { "gpu": { "type": "bool", "defaultValue": false } }, "variables": { "yes": true }, "resources": [
                { "type": "Microsoft.Storage/storageAccounts", "name": "[uniqueString('x')]", "copy": { "count": 3 }, "resources": [ {} ] },
                { $type, "name": "nlp/cpu", "location": "[reference('x')]", $cluster },
                { $type, "name": "vision/gpu", "condition": "[parameters('gpu')]", "copy": {}, $cluster },
                { $type, "name": "vision/old", "existing": true },
                { $type, "name": "vision/cpu", "condition": "[variables('yes')]", $cluster } ] }
            """);
        Assert.Equal("cpu", Assert.Single(read).Name);
        Assert.Equal(
            [
                "Skipped resources: 2 of other types, 1 of other workspaces, 1 that only refer to an existing target, "
                + "1 whose condition is false.",
            ],
            _log);
        Assert.Equal(
            "No resource is a compute target of workspace 'vision'.",
            Error("""{ "resources": [ { $type, "name": "nlp/cpu", $cluster } ] }"""));
    }

    [Theory]
    [InlineData("\"copy\": { \"name\": \"x\", \"count\": 2 }", "'resources[0].copy' of a compute target is not supported.")]
    [InlineData("\"Scope\": \"x\"", "'resources[0].scope' of a compute target is not supported.")]
    [InlineData("\"resourceGroup\": \"x\"", "'resources[0].resourceGroup' of a compute target is not supported.")]
    [InlineData("\"subscriptionId\": \"x\"", "'resources[0].subscriptionId' of a compute target is not supported.")]
    [InlineData("\"resources\": []", "'resources[0].resources' of a compute target is not supported.")]
    [InlineData("\"condition\": \"perhaps\"", "'resources[0].condition' must be true or false.")]
    [InlineData("\"condition\": \"[equals(1, 1)]\"", "'resources[0].condition' is an expression with 'equals'; only concat, parameters,")]
    [InlineData("\"location\": \"[parameters('region')]\"", "Pass -TemplateParameter @{ region = value }.")]
    [InlineData(
        "\"location\": \"[parameters('the region')]\"",
        "'resources[0].location' is an expression with the parameter 'the region', which has no value. "
        + "Pass -TemplateParameter @{ 'the region' = value }.")]
    [InlineData("\"location\": \"[variables('x')]\"", "with the variable 'x', which the template does not have.")]
    [InlineData("\"location\": \"[resourceGroup().name]\"", "is an expression with 'resourceGroup().name'; only")]
    [InlineData("\"location\": \"[resourceGroup()]\"", "is an expression with 'resourceGroup()'; only")]
    [InlineData("\"location\": \"[resourceGroup('x').location]\"", "in which 'resourceGroup' must have no arguments.")]
    [InlineData("\"location\": \"[contoso.where('x')]\"", "is an expression with 'contoso.where'; only")]
    [InlineData("\"location\": \"[format('{0}', 'x')]\"", "or with a parameter whose value -TemplateParameter @{ name = value } gives.")]
    [InlineData("\"location\": \"[concat('a']\"", "'resources[0].location' is not a valid expression from its character 12 on.")]
    [InlineData("\"location\": \"[concat('a]\"", "is not a valid expression")]
    [InlineData("\"location\": \"[concat('a')\\u0000]\"", "is not a valid expression from its character 13 on.")]
    [InlineData("\"location\": \"[westus]\"", "is an expression with 'westus'; only")]
    [InlineData("\"location\": \"[]\"", "is not a valid expression")]
    [InlineData("\"location\": \"[toLower(1)]\"", "with an argument that is not text.")]
    [InlineData("\"location\": \"[concat(parameters('o'), 'x')]\"", "concatenates other values than texts and numbers.")]
    [InlineData("\"location\": \"[parameters('o').b]\"", "is an expression for 'b', which its value does not have.")]
    [InlineData("\"location\": \"[parameters('loop')]\"", "with 'parameters.loop', which refers to itself.")]
    [InlineData("\"location\": \"[parameters('small')]\"", "The value of the parameter 'small' is outside the limits")]
    [InlineData("\"location\": \"[parameters('words')]\"", "The value of the parameter 'words' is not allowed. Allowed values: a, b.")]
    [InlineData("\"location\": \"[parameters('number')]\"", "The value of the parameter 'number' is not of its type, int.")]
    [InlineData("\"location\": \"[parameters('half')]\"", "The value of the parameter 'half' is not of its type, int.")]
    [InlineData(
        "\"tags\": { \"[parameters('o')]\": \"\" }", "'resources[0].tags.[parameters('o')]' is a name whose value is not text.")]
    [InlineData("\"tags\": { \"[uniqueString('a')]\": \"\" }", "is an expression with 'uniqueString'; only")]
    [InlineData("\"tags\": { \"a\": \"\", \"[concat('a')]\": \"\" }", "The member 'a' is duplicated.")]
    [InlineData("\"sku\": { \"copy\": [] }", "'resources[0].sku.copy' is a loop")]
    public void A_member_that_cannot_be_understood_is_named(string member, string expected)
    {
        string text = """
            { "parameters": { "o": { "defaultValue": {} }, "loop": { "defaultValue": "[parameters('loop')]" },
                "small": { "type": "int", "defaultValue": 1, "minValue": 2 }, "number": { "type": "int", "defaultValue": "x" },
                "half": { "type": "int", "defaultValue": 1.5 },
                "words": { "type": "string", "allowedValues": ["a", "b"], "defaultValue": "c" } },
              "resources": [ { $type, "name": "vision/cpu", $cluster, @member } ] }
            """;
        string error = Error(text.Replace("@member", member, StringComparison.Ordinal));
        Assert.Contains(expected, error);
        Assert.Matches("^Line [1-5], column [0-9]+: ", error);
    }

    [Theory]
    [InlineData("""{ "name": "cpu", "location": "[parameters('region')]", $cluster }""", "'location' is an expression with the parameter")]
    [InlineData(
        """{ "value": [ { "name": "cpu", "location": "[if(true)]", $cluster } ] }""",
        "'value[0].location' is an expression with 'if'")]
    [InlineData("""{ "id": "x", "name": "cpu", "location": "[parameters('region')]", $cluster }""", "'location' is an expression")]
    [InlineData("""{ "name": "cpu", "copy": { "count": 2 }, $cluster }""", "'copy' of a compute target is not supported.")]
    [InlineData(
        """
        { "resources": [ { "type": "Microsoft.MachineLearningServices/workspaces", "name": "vision", "copy": {}, "resources": [
            { "type": "computes", "name": "cpu", $cluster } ] } ] }
        """,
        "'resources[0].copy' of a workspace with compute targets is not supported.")]
    [InlineData(
        """
        { "resources": [ { "type": "Microsoft.MachineLearningServices/workspaces", "name": "[x()]", "resources": [
            { "type": "computes", "name": "cpu", $cluster } ] } ] }
        """,
        "'resources[0].name' is an expression with 'x'")]
    [InlineData("""{ "name": "a/b/c", $cluster }""", "'name' must be the name of a compute target, or workspace/name.")]
    [InlineData("""{ "name": "x", $type, "properties": {} }""", "'properties.computeType' is missing.")]
    [InlineData(
        """{ "name": "x", "properties": { "computeType": [] } }""", "'properties.computeType' must be text, but is a list.")]
    [InlineData("""{ "$schema": "https://x/deploymentParameters.json#", "parameters": {} }""", "is a parameter file of ARM templates")]
    [InlineData("""{ "resources": [ 1 ] }""", "'resources[0]' must be a resource: keys with values.")]
    [InlineData("""{ "value": null }""", "No resource is a compute target of workspace 'vision'.")]
    [InlineData("""{ "resources": [] }""", "No resource is a compute target of workspace 'vision'.")]
    [InlineData(
        """
        { "resources": [ { "type": "Microsoft.Resources/deployments", "name": "d", "properties": { "template": {
            "resources": { "cpu": { $type, "name": "vision/cpu" } } } } } ] }
        """,
        "'resources[0].properties.template' deploys compute targets in a nested deployment, which is not supported.")]
    [InlineData(
        """{ "properties": { "mode": "Incremental", "template": { "resources": [ { $type, "name": "vision/cpu" } ] } } }""",
        "'properties.template' deploys compute targets in a nested deployment, which is not supported.")]
    public void A_form_that_cannot_be_understood_is_one_error(string text, string expected) => Assert.Contains(expected, Error(text));

    [Fact]
    public void Text_of_the_service_in_brackets_is_no_expression()
    {
        ComputeDefinition read = Assert.Single(Read("""
            { "id": "/subscriptions/x", "name": "cpu", "tags": { "a": "[old]", "b": "[[new]" }, "resourceGroup": "rg", $cluster }
            """));
        JsonAssert.Equal("""{ "a": "[old]", "b": "[[new]" }""", read.Configuration.ToNode()["tags"]);
        Assert.Null(read.Configuration.ToNode()["resourceGroup"]);
    }

    [Fact]
    public void A_value_for_a_parameter_that_no_template_has_is_an_error() =>
        Assert.Equal(
            "-TemplateParameter: no template has a parameter 'sise'. Did you mean 'size'?",
            Error(
                """{ "parameters": { "size": {} }, "resources": [ { $type, "name": "vision/cpu", $cluster } ] }""",
                ("sise", "Standard_D4ds_v5")));

    [Fact]
    public void Deep_and_exploding_expressions_are_one_error()
    {
        string deep = string.Concat(Enumerable.Repeat("concat(", 100)) + "'a'" + new string(')', 100);
        Assert.Contains(
            $"'location' is an expression that is nested more than {FileSource.DeepestNesting} levels deep.",
            Error($$"""{ "name": "cpu", "location": "[{{deep}}]", $cluster }"""));

        string chain = string.Join(", ", Enumerable.Range(0, 100).Select(step => $"\"v{step + 1}\": \"[variables('v{step}')]\""));
        Assert.Contains("refers through more than 24 parameters and variables.", Error(Template($"\"v0\": \"x\", {chain}", "v100")));

        string texts = string.Join(
            ", ", Enumerable.Range(0, 20).Select(step => $"\"v{step + 1}\": \"[concat(variables('v{step}'), variables('v{step}'))]\""));
        Assert.Contains(
            $"whose text is longer than {FileSource.LargestSize} characters.",
            Error(Template($"\"v0\": \"{new string('x', 100)}\", {texts}", "v20")));

        string lists = string.Join(
            ", ", Enumerable.Range(0, 20).Select(step => $"\"v{step + 1}\": [\"[variables('v{step}')]\", \"[variables('v{step}')]\"]"));
        Assert.Contains("The text has more than", Error(Template($"\"v0\": [1, 2], {lists}", "v20")));

        string items = string.Join(", ", Enumerable.Repeat("1", 20_000));
        string repeated = $"[concat({string.Join(", ", Enumerable.Repeat("variables('v0')", 1_000))})]";
        Assert.Contains(
            $"is an expression whose list has more than {FileSource.MostNodes} values.",
            Error(Template($"\"v0\": [{items}], \"v1\": \"{repeated}\"", "v1")));

        static string Template(string variables, string last) =>
            $$"""
            { "variables": { {{variables}} }, "resources": [
                { $type, "name": "vision/cpu", "tags": "[variables('{{last}}')]", $cluster } ] }
            """;
    }

    [Fact]
    public void The_output_of_the_Azure_CLI_is_read()
    {
        ComputeDefinition read = Assert.Single(Read("""
            { "created_on": null, "description": null, "id": "/subscriptions/x", "idle_time_before_scale_down": 120, "location": "eastus",
              "max_instances": 4, "min_instances": 0, "name": "cpu", "network_settings": { "vnet_name": null }, "identity": null,
              "provisioning_state": "Succeeded", "resourceGroup": "rg", "size": "STANDARD_D4DS_V5", "ssh_public_access_enabled": true,
              "tags": {}, "tier": "dedicated", "type": "amlcompute" }
            """));
        Assert.Equal(4, read.Configuration.Get(ComputeCluster.Members.MaxNodes));
        Assert.Equal("PT2M", ComputeCluster.Members.IdleTimeBeforeScaleDown.FindNode(read.Configuration.ToNode())!.GetValue<string>());
    }

    [Fact]
    public void Null_keys_in_the_output_of_the_Azure_CLI_are_ignored_in_lists_too()
    {
        ComputeDefinition read = Assert.Single(Read("""
            { "name": "dev", "type": "computeinstance", "schedules": { "compute_start_stop": [ {
                "action": "stop", "state": null, "trigger": { "type": "cron", "expression": "0 18 * * *", "time_zone": null } } ] } }
            """));
        JsonAssert.Equal(
            """[{ "action": "Stop", "triggerType": "Cron", "cron": { "expression": "0 18 * * *" } }]""",
            ComputeInstance.Members.Schedules.FindNode(read.Configuration.ToNode()));
    }

    /// <summary>serialize() of the Python SDK v1 has node counts beside the properties, and an identity that can be null.</summary>
    [Fact]
    public void The_dictionary_of_the_Python_SDK_v1_is_read()
    {
        ComputeDefinition read = Assert.Single(Read("""
            { "id": "/subscriptions/x", "name": "cpu", "tags": null, "location": "eastus", "identity": null, "properties": {
                "description": null, "resourceId": null, "computeType": "AmlCompute", "computeLocation": "eastus",
                "provisioningState": "Succeeded", "provisioningErrors": null,
                "properties": { "vmSize": "STANDARD_D4DS_V5", "vmPriority": "dedicated", "userAccountCredentials": null },
                "status": { "currentNodeCount": 1, "nodeStateCounts": { "idleNodeCount": 1 } } } }
            """));
        JsonAssert.Equal(
            """
            { "name": "cpu", "location": "eastus", "properties": { "computeType": "AmlCompute", "computeLocation": "eastus",
                "properties": { "vmSize": "STANDARD_D4DS_V5", "vmPriority": "dedicated" } } }
            """,
            WithName(read));
    }

    private static JsonObject WithName(ComputeDefinition definition)
    {
        JsonObject body = definition.Configuration.ToNode();
        body["name"] = definition.Name;
        return body;
    }

    private static string Full(string text) =>
        text.Replace("$type", Type, StringComparison.Ordinal).Replace("$cluster", Cluster, StringComparison.Ordinal);

    private IReadOnlyList<ComputeDefinition> Read(string text, params (string Name, string Value)[] parameters) => ComputeFiles.ReadText(
        Full(text),
        Path.GetTempPath(),
        () => TestTargets.Workspace,
        new TemplateArguments(
            parameters.Select(item => new KeyValuePair<string, JsonNode?>(item.Name, JsonValue.Create(item.Value))), _log.Add));

    private string Error(string text, params (string Name, string Value)[] parameters)
    {
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(() => Read(text, parameters));
        Assert.Equal(ErrorIds.InvalidArgument, exception.ErrorId);
        return exception.Message;
    }
}
