using System.Management.Automation;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Models;
using AmlCompute.Tests.Models;
using CsCheck;
using Xunit;

namespace AmlCompute.Tests.Properties;

/// <summary>Saved plans that were changed at random.</summary>
public sealed class SavedPlanProperties
{
    private static readonly ComputePlan Plan = new(
        ComputePlan.CurrentFormat,
        TestTargets.Workspace.Id,
        new DateTimeOffset(2026, 11, 28, 10, 0, 0, TimeSpan.Zero),
        "00ff",
        [
            new ComputePlanStep(
                ComputeSyncAction.Update,
                "cpu",
                ComputeTypes.AmlCompute,
                [
                    new ComputePropertyDifference(
                        "MaxNodes", "properties.properties.scaleSettings.maxNodeCount", "4", "8", ComputeChangeKind.InPlace),
                ],
                [new ComputePlanProblem(false, null, "A warning.")]) { Precondition = """{"createdOn":"","members":{}}""" },
            new ComputePlanStep(ComputeSyncAction.Delete, "old", ComputeTypes.AmlCompute, [], []),
        ]);

    private static readonly byte[] Saved = JsonSerializer.SerializeToUtf8Bytes(Plan);

    [Fact]
    public Task A_changed_plan_is_the_same_plan_or_refused() => Property.Holds(Mutation.Some, 2000, mutations =>
    {
        object? given;
        try
        {
            JsonNode? json = JsonNode.Parse(Encoding.UTF8.GetString(Mutation.Apply(mutations, Saved)));
            given = ToObject(json);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // ConvertFrom-Json refuses it, too.
            return;
        }

        if (given is null)
        {
            return;
        }

        try
        {
            ComputePlan read = SavedPlan.ReadPlan(PSObject.AsPSObject(given));
            Assert.Equal(Plan.Digest, read.Digest);
            Assert.Equal(Plan.Steps.Select(Text), read.Steps.Select(Text));
        }
        catch (ComputeTargetException exception)
        {
            Assert.Contains(exception.ErrorId, new[] { ErrorIds.InvalidArgument, ErrorIds.PlanEdited, ErrorIds.PlanVersion });
        }
    });

    private static string Text(ComputePlanStep step) => $"{step.Action} {step.Name} {step.Type} {step.Changes} {step.Precondition}";

    private static string Text(JsonValue value)
    {
        try
        {
            return value.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return "\ufffd";
        }
    }

    /// <summary>Returns the objects that ConvertFrom-Json would create.</summary>
    private static object? ToObject(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                PSObject given = new();
                foreach ((string name, JsonNode? value) in members)
                {
                    if (name.Length > 0 && given.Properties[name] is null)
                    {
                        given.Properties.Add(new PSNoteProperty(name, ToObject(value)));
                    }
                }

                return given;
            case JsonArray items:
                return items.Select(ToObject).ToArray();
            case JsonValue value:
                return value.GetValueKind() switch
                {
                    JsonValueKind.String => Text(value),
                    JsonValueKind.Number => value.TryGetValue(out long number) ? number : (object)value.GetValue<double>(),
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    _ => null,
                };
            default:
                return null;
        }
    }
}
