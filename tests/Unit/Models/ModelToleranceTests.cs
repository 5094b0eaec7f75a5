using System.Collections;
using System.Text.Json.Nodes;
using Xunit;

namespace AmlCompute.Tests.Models;

/// <summary>Whatever the service answers, reading a property never throws.</summary>
public sealed class ModelToleranceTests
{
    private static readonly string[] WrongValues = [
        "null", "\"x\"", "12.5", "99999999999", "true", "[]", "[null,1,\"x\",[],{}]", "{}", "{\"x\":1}",
        "2147483647", "-2147483648", "[2147483647,-1]"];

    /// <summary>The properties whose values come from the session or a list of prices.</summary>
    private static readonly string[] NotInBodies =
        ["WorkspaceLabel", "Nodes", "CostPerHour", "CostPerMonth", "CostFloor", "CostCeiling", "Currency", "PriceSource"];

    public static TheoryData<string> ComputeTypeNames => [.. FullBodies.Properties.Keys];

    [Theory]
    [MemberData(nameof(ComputeTypeNames))]
    public void Every_property_has_the_value_of_a_full_body(string computeType)
    {
        ComputeTarget target = TestTargets.Read(FullBodies.Of(computeType).ToJsonString());
        string[] empty = [
            .. ModelWalk.Read(target)
                .Where(item => IsEmpty(item.Value)
                    && !item.Path.Contains("/ComputeError.Details/")
                    && !NotInBodies.Contains(item.Path.Split('.')[^1]))
                .Select(item => item.Path)];
        Assert.Empty(empty);
    }

    [Theory]
    [MemberData(nameof(ComputeTypeNames))]
    public void Every_property_can_be_read_when_every_value_is_null(string computeType)
    {
        JsonObject body = FullBodies.Of(computeType);
        foreach ((JsonObject parent, string name) in Members(body)
            .Where(member => member.Parent[member.Name] is JsonValue && member.Name != "computeType").ToArray())
        {
            parent[name] = null;
        }

        ComputeTarget target = TestTargets.Read(body.ToJsonString());
        Assert.Equal(computeType, target.ComputeType);
        Assert.NotEmpty(ModelWalk.Read(target).ToArray());
    }

    [Theory]
    [MemberData(nameof(ComputeTypeNames))]
    public void Every_property_can_be_read_when_a_value_has_another_JSON_type(string computeType)
    {
        (string Path, JsonNode? Value)[] members = [
            .. Members(FullBodies.Of(computeType)).Select(member => (member.Parent[member.Name]!.GetPath(), member.Parent[member.Name]))];
        for (int i = 0; i < members.Length; i++)
        {
            foreach (string wrong in WrongValues)
            {
                JsonObject body = FullBodies.Of(computeType);
                (JsonObject parent, string name) = Members(body).ElementAt(i);
                parent[name] = JsonNode.Parse(wrong);
                ComputeTarget target = TestTargets.Read(body.ToJsonString());
                Exception? exception = Record.Exception(() => ModelWalk.Read(target).Select(item => item.Value?.ToString()).ToArray());
                Assert.True(exception is null, $"{members[i].Path} = {wrong}: {exception}");
                Assert.True(JsonNode.DeepEquals(body, JsonNode.Parse(target.ToJson())), members[i].Path);
            }
        }
    }

    [Theory]
    [MemberData(nameof(ComputeTypeNames))]
    public void Every_property_can_be_read_when_only_the_type_is_known(string computeType)
    {
        ComputeTarget target = TestTargets.Read($$"""{ "properties": { "computeType": "{{computeType}}" } }""");
        Assert.Equal(string.Empty, target.Name);
        Assert.Null(target.State);
        Assert.NotEmpty(ModelWalk.Read(target).Select(item => item.Value?.ToString()).ToArray());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("""{ "properties": null }""")]
    [InlineData("""{ "properties": { "computeType": [5] } }""")]
    public void A_body_without_a_type_is_an_unknown_compute(string json)
    {
        UnknownCompute target = TestTargets.Read<UnknownCompute>(json);
        Assert.Equal(string.Empty, target.ComputeType);
        Assert.NotEmpty(ModelWalk.Read(target).ToArray());
    }

    [Fact]
    public void Numbers_as_text_and_text_as_numbers_are_read()
    {
        ComputeCluster cluster = TestTargets.Read<ComputeCluster>(
            """
            { "name": "cpu", "location": 5, "properties": { "computeType": "AmlCompute", "disableLocalAuth": "True", "properties": {
                "currentNodeCount": "3", "scaleSettings": { "maxNodeCount": 8.0, "minNodeCount": " 1 " },
                "errors": [ { "code": 400, "message": true } ] } } }
            """);

        Assert.Equal((3, 8, 1), (cluster.CurrentNodes, cluster.MaxNodes, cluster.MinNodes));
        Assert.Equal(("5", true), (cluster.Location, cluster.DisableLocalAuth));
        Assert.Equal("400: true", Assert.Single(cluster.Errors).ToString());
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05")]
    [InlineData("2026-01-02 03:04:05")]
    [InlineData("2026-01-02T03:04:05.000000000Z")]
    [InlineData("2026-01-02T05:04:05+02:00")]
    public void Dates_are_read_with_and_without_fraction_and_zone(string text)
    {
        ComputeCluster cluster = TestTargets.Read<ComputeCluster>(
            $$"""{ "name": "cpu", "properties": { "computeType": "AmlCompute", "createdOn": "{{text}}" } }""");

        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), cluster.CreatedOn);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("01/02/2026")]
    public void Text_that_is_not_a_date_reads_as_missing(string text) => Assert.Null(TestTargets.Read<ComputeCluster>(
        $$"""{ "name": "cpu", "properties": { "computeType": "AmlCompute", "createdOn": "{{text}}" } }""").CreatedOn);

    [Theory]
    [MemberData(nameof(ComputeTypeNames))]
    public void Members_that_no_property_shows_are_kept(string computeType)
    {
        JsonObject body = FullBodies.Of(computeType);
        body["later"] = JsonNode.Parse("""{ "a": [ 1, { "b": null } ] }""");
        body["properties"]!["properties"]!["later"] = JsonNode.Parse("[ 1.50, \"\\u00e9\" ]");
        ComputeTarget target = TestTargets.Read(body.ToJsonString());
        Assert.True(JsonNode.DeepEquals(body, JsonNode.Parse(target.ToJson())));
        Assert.True(JsonNode.DeepEquals(body, target.ToNode()));
    }

    private static bool IsEmpty(object? value) => value is null or "" || (value is ICollection list && list.Count == 0);

    /// <summary>Every member of every object in the JSON, in document order.</summary>
    private static IEnumerable<(JsonObject Parent, string Name)> Members(JsonNode? node) => node switch
    {
        JsonObject json => json.ToArray().Where(member => member.Value is not null)
            .SelectMany(member => Members(member.Value).Prepend((json, member.Key))),
        JsonArray array => array.SelectMany(Members),
        _ => [],
    };
}
