using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Fidelity;

/// <summary>That the check of bodies would find something.</summary>
public sealed class ComputeSchemaTests
{
    /// <summary>For each compute type its inner properties as they may be, and with one thing wrong.</summary>
    public static TheoryData<string, string, string> Bodies => new()
    {
        { "AKS", """{ "clusterPurpose": "DevTest" }""", """{ "clusterPurpose": "Test" }""" },
        { "AmlCompute", """{ "scaleSettings": { "maxNodeCount": 4 } }""", """{ "scaleSettings": { "minNodeCount": 0 } }""" },
        {
            "ComputeInstance",
            """{ "schedules": { "computeStartStop": [ { "action": "Stop" } ] } }""",
            """{ "schedules": { "computeStartStop": [ { "action": "Pause" } ] } }"""
        },
        { "Databricks", """{ "databricksAccessToken": "t" }""", """{ "accessToken": "t" }""" },
        { "DataFactory", "null", """{ "factoryName": "f" }""" },
        { "DataLakeAnalytics", """{ "dataLakeStoreAccountName": "lake" }""", """{ "dataLakeStoreAccountName": 1 }""" },
        { "HDInsight", """{ "sshPort": 22 }""", """{ "sshPort": "22" }""" },
        {
            "Kubernetes",
            """{ "instanceTypes": { "a": { "resources": { "limits": { "cpu": "1", "nvidia.com/gpu": null } } } } }""",
            """{ "instanceTypes": { "a": { "resources": { "limits": { "cpu": 1 } } } } }"""
        },
        { "SynapseSpark", """{ "autoPauseProperties": { "enabled": true } }""", """{ "autoPauseProperties": { "enabled": "yes" } }""" },
        {
            "VirtualMachine", """{ "administratorAccount": { "username": "ann" } }""",
            """{ "administratorAccount": { "userName": "ann" } }"""
        },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_with_one_thing_wrong_is_found(string computeType, string right, string wrong)
    {
        Assert.Empty(ComputeSchema.Violations(Body(computeType, right)));
        Assert.NotEmpty(ComputeSchema.Violations(Body(computeType, wrong)));
    }

    [Fact]
    public void An_unknown_compute_type_and_a_body_without_properties_are_found()
    {
        Assert.NotEmpty(ComputeSchema.Violations(Body("Batch", "null")));
        Assert.NotEmpty(ComputeSchema.Violations(JsonNode.Parse("""{ "location": "eastus" }""")));
    }

    [Fact]
    public void A_body_that_breaks_the_schema_fails_the_test_that_sends_it()
    {
        StubService service = new(
            request => request.Method == "PUT" ? WireAnswer.Json(201, """{ "name": "c" }""") : WireAnswer.NotFound(request));
        using ModuleShell shell = new(service);

        Assert.Throws<Xunit.Sdk.EmptyException>(
            () => shell.Run(
                "New-AmlComputeTarget ci -Instance -VmSize Standard_DS3_v2 -Schedule @{ action = 'Pause'; triggerType = 'Cron'; " +
                "cron = @{ expression = '0 18 * * *' } }"));
        service.Forgive();
    }

    [Fact]
    public void Every_far_end_of_a_connection_checks_the_bodies()
    {
        IEnumerable<Type> handlers = typeof(CheckedService).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(HttpMessageHandler)) && !type.IsSubclassOf(typeof(DelegatingHandler)));

        Assert.All(
            handlers.Where(type => type != typeof(CheckedService)),
            type => Assert.True(type.IsSubclassOf(typeof(CheckedService)), type.Name), throwIfEmpty: true);
    }

    [Fact]
    public void What_was_read_before_may_be_written_back_and_nothing_else()
    {
        JsonNode read = JsonNode.Parse(
            """{ "location": "eastus", "futureMember": { "a": 1 }, "properties": { "computeType": "AmlCompute", "newInPreview": 1 } }""")!;

        Assert.Empty(ComputeSchema.Violations(read.DeepClone(), read));
        Assert.NotEmpty(ComputeSchema.Violations(read));
        Assert.NotEmpty(
            ComputeSchema.Violations(JsonNode.Parse("""{ "properties": { "computeType": "AmlCompute", "newInPreview": 2 } }"""), read));
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("cpu-1x")]
    [InlineData("a1")]
    [InlineData("cpu-1")]
    [InlineData("cpu-1-2")]
    [InlineData("cpu-")]
    [InlineData("cpu--1")]
    [InlineData("cpu-1-a")]
    [InlineData("abcdefghijklmnopqrstuvwx")]
    [InlineData("abcdefghijklmnopqrstuvwxy")]
    public void A_name_is_warned_of_when_the_published_pattern_does_not_allow_it(string name)
    {
        ComputeNames.RequireValid(name);

        Assert.Equal(Regex.IsMatch(name, ComputeSchema.NamePattern), ComputeNames.FindWarning(name) is null);
    }

    private static JsonObject Body(string computeType, string properties) => new()
    {
        ["location"] = "eastus",
        ["properties"] =
            new JsonObject { ["computeType"] = computeType, ["resourceId"] = null, ["properties"] = JsonNode.Parse(properties) },
    };
}
