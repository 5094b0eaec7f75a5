using System.Text.Json.Nodes;
using AmlCompute.Models;
using AmlCompute.Models.Json;
using AmlCompute.Tests.Fidelity;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Models.Json;

/// <summary>Targets as JSON: the dictionary of the Python SDK v1, the ARM resource, and the way back.</summary>
public sealed class JsonShapeTests : IDisposable
{
    private readonly ModuleShell _shell = new(new StubService(WireAnswer.NotFound));

    public static TheoryData<string> Types => [.. FullBodies.Properties.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public void The_dictionary_has_the_members_of_v1_in_their_order(string computeType)
    {
        JsonObject json = Convert("$target | ConvertTo-AmlComputeJson", Target(computeType));

        Assert.Equal(["id", "name", "tags", "location", "properties"], Names(json).Take(5));
        JsonObject properties = json["properties"]!.AsObject();
        Assert.Equal(
            ["computeType", "computeLocation", "description", "resourceId", "provisioningErrors", "provisioningState"],
            Names(properties).Take(6));
        Assert.Equal("properties", Names(properties)[^1]);
    }

    [Fact]
    public void What_the_service_left_out_is_null_in_the_dictionary_and_stays_out_of_the_ARM_form()
    {
        ComputeTarget target = TestTargets.Read("""{ "name": "t", "properties": { "computeType": "DataFactory" } }""");

        JsonAssert.Equal(
            """
            {
              "id": null, "name": "t", "tags": null, "location": null,
              "properties": {
                "computeType": "DataFactory", "computeLocation": null, "description": null, "resourceId": null, "provisioningErrors": null,
                "provisioningState": null
              },
              "identity": null
            }
            """,
            Convert("$target | ConvertTo-AmlComputeJson", target));
        JsonAssert.Equal(
            """{ "name": "t", "properties": { "computeType": "DataFactory" } }""",
            Convert("ConvertTo-AmlComputeJson $target -AsArm", target));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_way_there_and_back_loses_nothing_in_either_form(string computeType)
    {
        JsonObject body = FullBodies.Of(computeType);
        JsonNode expected = Masked(body)!;
        _shell.Set("target", TestTargets.Read(body.ToJsonString()));

        foreach (string form in new[] { "", "-AsArm", "-Compress", "-AsArm -Compress" })
        {
            ComputeTarget back = Assert.IsAssignableFrom<ComputeTarget>(Assert.Single(
                _shell.Output($"$target | ConvertTo-AmlComputeJson {form} | ConvertFrom-AmlComputeJson")));
            Assert.Equal(TestTargets.Read(body.ToJsonString()).GetType(), back.GetType());
            JsonAssert.Contains(expected, JsonNode.Parse(back.ToJson()));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void No_secret_is_in_either_form(string computeType)
    {
        _shell.Set("target", Target(computeType));

        foreach (string text in _shell.Output("ConvertTo-AmlComputeJson $target; ConvertTo-AmlComputeJson $target -AsArm").Cast<string>())
        {
            Assert.DoesNotContain("-secret", text);
        }
    }

    [Fact]
    public void A_tag_is_not_a_secret_whatever_its_name()
    {
        const string Tags = """{ "key": "value-1", "token": "bus", "Password": "none" }""";
        ComputeTarget target = TestTargets.Read($$"""{ "name": "t", "tags": {{Tags}}, "properties": { "computeType": "AKS" } }""");

        JsonAssert.Equal(Tags, Convert("ConvertTo-AmlComputeJson $target", target)["tags"]);
    }

    [Fact]
    public void A_target_of_another_workspace_is_refused()
    {
        string mine = FullBodies.Of("AKS").ToJsonString();
        foreach ((string from, string to) in new[]
        {
            ("workspaces/vision", "workspaces/vision2"), ("rg-vision", "rg-other"),
            (TestTargets.SubscriptionId, "11111111-2222-3333-4444-555555555555"),
        })
        {
            _shell.Set("json", mine.Replace(from, to, StringComparison.Ordinal));

            ShellResult result = _shell.Run("$json | ConvertFrom-AmlComputeJson");

            Assert.Empty(result.Output);
            Assert.Equal([ErrorIds.WorkspaceMismatch], result.ErrorIds);
            Assert.StartsWith("Compute target 't-1' belongs to workspace", result.Errors[0].Exception.Message, StringComparison.Ordinal);
            Assert.Equal(
                $"Use -Workspace '{TestTargets.Workspace.Id.Replace(from, to, StringComparison.Ordinal)}'.",
                result.Errors[0].ErrorDetails.RecommendedAction);
        }

        _shell.Set("json", mine.Replace("workspaces/vision", "workspaces/VISION", StringComparison.Ordinal));
        Assert.IsType<AksCompute>(Assert.Single(_shell.Output("$json | ConvertFrom-AmlComputeJson")));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("[ 7 ]")]
    [InlineData("""{ "name": "t" }""")]
    [InlineData("""{ "id": 5, "properties": { "computeType": "AKS" } }""")]
    [InlineData("""{ "id": "not-an-id", "properties": { "computeType": "AKS" } }""")]
    public void An_object_that_is_not_a_target_is_one_error(string json)
    {
        _shell.Set("json", json);

        ShellResult result = _shell.Run("ConvertFrom-AmlComputeJson $json");

        Assert.Empty(result.Output);
        Assert.Equal(json.Length == 0 ? [] : [ErrorIds.InvalidArgument], result.ErrorIds);
    }

    [Fact]
    public void Several_targets_are_read_from_one_text_line_by_line_and_from_arrays()
    {
        _shell.Set("targets", new[] { Target("AKS"), Target("Kubernetes"), Target("Quantum") });

        foreach (string script in new[]
        {
            "$targets | ConvertTo-AmlComputeJson | ConvertFrom-AmlComputeJson",
            "(($targets | ConvertTo-AmlComputeJson) -join \"`n\") -split \"`n\" | ConvertFrom-AmlComputeJson",
            "'[' + (($targets | ConvertTo-AmlComputeJson -AsArm -Compress) -join ',') + ']' | ConvertFrom-AmlComputeJson",
        })
        {
            Assert.Equal(
                ["AKS", "Kubernetes", "Quantum"], _shell.Output(script).Cast<ComputeTarget>().Select(target => target.ComputeType));
        }
    }

    [Fact]
    public void A_text_with_half_of_a_surrogate_pair_is_not_converted_to_a_number()
    {
        JsonNode? converted = JsonShape.Integer.ConvertScalars("\uD800");

        Assert.Equal("a whole number", Assert.Single(JsonShape.Integer.FindFaults(converted)).RequiredKind);
    }

    public void Dispose() => _shell.Dispose();

    private static ComputeTarget Target(string computeType) => TestTargets.Read(FullBodies.Of(computeType).ToJsonString());

    private static string[] Names(JsonObject json) => [.. json.Select(member => member.Key)];

    /// <summary>The test data marks its secrets by their ending.</summary>
    private static JsonNode? Masked(JsonNode body) =>
        JsonNode.Parse(System.Text.RegularExpressions.Regex.Replace(body.ToJsonString(), "\"\\w+-secret\"", "\"***\""));

    private JsonObject Convert(string script, ComputeTarget target)
    {
        _shell.Set("target", target);
        return JsonNode.Parse((string)Assert.Single(_shell.Output(script)))!.AsObject();
    }
}
