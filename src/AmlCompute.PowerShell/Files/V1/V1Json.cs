using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;

namespace AmlCompute.Files.V1;

/// <summary>Converts compute targets to and from JSON text: the form of serialize() in the Python SDK v1, or the ARM resource.</summary>
internal static class V1Json
{
    private const int DeepestNesting = 64;

    /// <summary>The members that v1 writes, in its order and with nulls. All other members of the service follow.</summary>
    private static readonly JsonMember[] V1Order =
    [
        ComputeTarget.Members.Id,
        ComputeTarget.Members.Name,
        ComputeTarget.Members.Tags,
        ComputeTarget.Members.Location,
        ComputeTarget.Members.ComputeType,
        ComputeTarget.Members.ComputeLocation,
        ComputeTarget.Members.Description,
        ComputeTarget.Members.ClusterResourceId,
        ComputeTarget.Members.ProvisioningErrors,
        ComputeTarget.Members.ProvisioningState,
    ];

    public static string ToText(ComputeTarget target, bool asArm, bool compress)
    {
        JsonObject source = target.ToNode();
        JsonObject result = asArm ? source : InV1Order(source);
        Redaction.Redact(result);
        return TerminalText.Escape(result.ToJsonString(compress ? JsonText.Compact : JsonText.Indented));
    }

    /// <summary>Reads one or more targets in either form, one after the other or in arrays.</summary>
    /// <exception cref="ComputeTargetException">The text is not valid JSON, or does not describe targets of the workspace.</exception>
    public static IReadOnlyList<ComputeTarget> FromText(string text, Workspace workspace)
    {
        List<ComputeTarget> targets = [];
        try
        {
            Utf8JsonReader reader = new(
                Utf8Text.Repair(Encoding.UTF8.GetBytes(text)).Span,
                JsonText.FromPeople(DeepestNesting));
            while (reader.Read())
            {
                JsonElement value = JsonElement.ParseValue(ref reader);
                targets.AddRange(value.ValueKind == JsonValueKind.Array
                    ? value.EnumerateArray().Select(item => FromElement(item, workspace))
                    : [FromElement(value, workspace)]);
            }
        }
        catch (JsonException exception)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"The text is not valid JSON. {exception.Message}", exception);
        }

        return targets;
    }

    private static ComputeTarget FromElement(JsonElement json, Workspace workspace)
    {
        string? id = ComputeTarget.Members.Id.Read(json);
        if (id is null || ComputeTarget.Members.ComputeType.Read(json) is null)
        {
            throw ComputeTargetException.Invalid(
                "The JSON does not describe a compute target. "
                + $"It needs {ComputeTarget.Members.Id.Path} and {ComputeTarget.Members.ComputeType.Path}.");
        }

        (WorkspaceReference reference, string name) = WorkspaceReference.ParseCompute(id);
        return reference.Names(workspace)
            ? ComputeTypes.Create(json.Clone(), workspace)
            : throw ComputeTargetException.About(
                name,
                ErrorIds.InvalidArgument,
                $"Compute target '{name}' belongs to workspace '{reference.Name}', not to '{workspace.Name}'.");
    }

    private static JsonObject InV1Order(JsonObject source)
    {
        JsonObject ordered = [];
        foreach (JsonMember member in V1Order)
        {
            member.WriteNode(ordered, member.Take(source));
        }

        Append(ordered, source);
        return ordered;
    }

    private static void Append(JsonObject target, JsonObject rest)
    {
        foreach (KeyValuePair<string, JsonNode?> member in rest.ToArray())
        {
            rest.Remove(member.Key);
            if (target[member.Key] is JsonObject existing && member.Value is JsonObject more)
            {
                Append(existing, more);
            }
            else
            {
                target[member.Key] = member.Value;
            }
        }
    }
}
