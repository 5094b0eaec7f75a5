using System.Text.Json.Nodes;
using AmlCompute.Tests.Facts;
using NJsonSchema;

namespace AmlCompute.Tests.Fidelity;

/// <summary>The strict schema of the body that creates or attaches a compute target.</summary>
internal static class ComputeSchema
{
    /// <summary>Members that are published in preview versions only, so that the schema of a stable version has none of them.</summary>
    private static readonly string[] PreviewOnly = ["enableOSPatching", "enableRootAccess", "releaseQuotaOnStop"];

    private static readonly JsonObject Text = JsonNode.Parse(File.ReadAllText(Path.Combine(Fact.Folder, "compute.schema.json")))!.AsObject();

    private static readonly JsonSchema Schema = JsonSchema.FromJsonAsync(Text.ToJsonString()).GetAwaiter().GetResult();

    /// <summary>Gets the pattern of the names of compute targets.</summary>
    public static string NamePattern => Text["x-name-pattern"]!.GetValue<string>();

    /// <summary>The names of all members that the schema has anywhere.</summary>
    private static readonly HashSet<string> Names = [.. NamesIn(Text)];

    /// <summary>What is wrong with a body. The schema knows no nulls, which the service takes for any member.</summary>
    /// <param name="body">The body of a PUT.</param>
    /// <param name="read">What was read before, of a body made from it: what the service has and the schema has not is sent back as it was.</param>
    public static IReadOnlyList<string> Violations(JsonNode? body, JsonNode? read = null)
    {
        JsonNode stripped = WithoutNulls(body) ?? new JsonObject();
        RemoveUnknown(stripped, read);
        if (stripped["properties"]?["properties"] is JsonObject properties)
        {
            foreach (string name in PreviewOnly)
            {
                properties.Remove(name);
            }
        }

        return [.. Schema.Validate(stripped.ToJsonString()).Select(error => $"{error} in {stripped.ToJsonString()}")];
    }

    private static IEnumerable<string> NamesIn(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member =>
            (member.Key == "properties" ? (member.Value as JsonObject)?.Select(item => item.Key) ?? [] : []).Concat(NamesIn(member.Value))),
        JsonArray items => items.SelectMany(NamesIn),
        _ => [],
    };

    private static void RemoveUnknown(JsonNode? body, JsonNode? read)
    {
        if (body is JsonObject members && read is JsonObject source)
        {
            foreach ((string name, JsonNode? value) in members.ToArray())
            {
                if (!Names.Contains(name) && JsonNode.DeepEquals(value, WithoutNulls(source[name])))
                {
                    members.Remove(name);
                }
                else
                {
                    RemoveUnknown(value, source[name]);
                }
            }
        }
    }

    private static JsonNode? WithoutNulls(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .Where(member => member.Value is not null)
            .Select(member => new KeyValuePair<string, JsonNode?>(member.Key, WithoutNulls(member.Value)))),
        JsonArray items => new JsonArray([.. items.Where(item => item is not null).Select(WithoutNulls)]),
        _ => node?.DeepClone(),
    };
}
