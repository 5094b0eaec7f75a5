using System.Text.Json.Nodes;
using AmlCompute.Tests.Facts;
using NJsonSchema;

namespace AmlCompute.Tests.Fidelity;

/// <summary>The strict schema of the body that creates or attaches a compute target.</summary>
internal static class ComputeSchema
{
    /// <summary>Members that are published in preview versions only, so that the schema of a stable version has none of them.</summary>
    private static readonly string[] PreviewOnly = ["enableOSPatching", "enableRootAccess", "releaseQuotaOnStop", "autologgerSettings"];

    private static readonly JsonObject Text =
        JsonNode.Parse(File.ReadAllText(Path.Combine(Fact.Folder, "compute.schema.json")))!.AsObject();

    private static readonly Lazy<JsonSchema> Schema = new(() => JsonSchema.FromJsonAsync(Text.ToJsonString()).GetAwaiter().GetResult());

    private static readonly Lazy<HashSet<string>> Required = new(() => [.. RequiredIn(Text)]);

    /// <summary>Gets the pattern of the names of compute targets.</summary>
    public static string NamePattern => Text["x-name-pattern"]!.GetValue<string>();

    /// <summary>
    /// Returns the violations of a body. The schema knows no nulls, which the service takes for any member. Members that the body copied
    /// from
    /// <paramref name="read"/>, the answer to the GET before, need not be in the schema.
    /// </summary>
    public static IReadOnlyList<string> Violations(JsonNode? body, JsonNode? read = null)
    {
        JsonNode own = WithoutNulls(body) ?? new JsonObject();
        if (own["properties"]?["properties"] is JsonObject properties)
        {
            foreach (string name in PreviewOnly)
            {
                properties.Remove(name);
            }
        }

        RemoveRead(own, read);
        return [.. Schema.Value.Validate(own.ToJsonString()).Select(error => $"{error} in {own.ToJsonString()}")];
    }

    /// <summary>Returns true if a request creates or attaches a compute target.</summary>
    public static bool Applies(string method, string path) =>
        method.Equals("PUT", StringComparison.OrdinalIgnoreCase) && path.Split('/') is [.., "computes", not ""];

    private static void RemoveRead(JsonNode? node, JsonNode? read)
    {
        if (node is not JsonObject members || read is not JsonObject known)
        {
            return;
        }

        foreach ((string name, JsonNode? value) in members.ToArray())
        {
            if (!Required.Value.Contains(name) && known[name] is { } same && JsonNode.DeepEquals(value, WithoutNulls(same)))
            {
                members.Remove(name);
            }
            else
            {
                RemoveRead(value, known[name]);
            }
        }
    }

    private static IEnumerable<string> RequiredIn(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member =>
            member is { Key: "required", Value: JsonArray names }
                ? names.Select(name => name!.GetValue<string>())
                : RequiredIn(member.Value)),
        JsonArray items => items.SelectMany(RequiredIn),
        _ => [],
    };

    private static JsonNode? WithoutNulls(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .Where(member => member.Value is not null)
            .Select(member => new KeyValuePair<string, JsonNode?>(member.Key, WithoutNulls(member.Value)))),
        JsonArray items => new JsonArray([.. items.Where(item => item is not null).Select(WithoutNulls)]),
        _ => node?.DeepClone(),
    };
}
