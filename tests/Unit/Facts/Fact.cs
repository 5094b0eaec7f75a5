using System.Text.Json.Nodes;

namespace AmlCompute.Tests.Facts;

/// <summary>One official example of the REST specification, restated: what is sent, and what may be answered.</summary>
internal sealed record Fact(
    string Example, string Operation, string Method, string Path, string Query, JsonNode? Body, WorkspaceNames Workspace,
    IReadOnlyDictionary<int, FactAnswer> Answers)
{
    private static readonly Lazy<IReadOnlyDictionary<string, Fact>> Everything = new(() => Load().ToDictionary(fact => fact.Example));

    /// <summary>
    /// Gets the folder with the data: one file for each operation, in which {compute}, {workspace}, {location} and {subscription} stand for
    /// paths.
    /// </summary>
    public static string Folder { get; } = System.IO.Path.Combine(Repository.Root, "tests", "Unit", "Facts");

    public static IReadOnlyDictionary<string, Fact> All => Everything.Value;

    /// <summary>The names of the examples of some operations, for theories.</summary>
    public static IEnumerable<string> Of(params string[] operations) =>
        All.Values.Where(fact => operations.Contains(fact.Operation)).Select(fact => fact.Example);

    private static IEnumerable<Fact> Load()
    {
        foreach (string file in Directory.GetFiles(Folder, "*_*.json").Order(StringComparer.Ordinal))
        {
            JsonNode operation = JsonNode.Parse(File.ReadAllText(file))!;
            foreach (JsonNode? example in operation["cases"]!.AsArray())
            {
                yield return Read(System.IO.Path.GetFileNameWithoutExtension(file), operation, example!);
            }
        }
    }

    private static Fact Read(string operation, JsonNode data, JsonNode example)
    {
        string Text(string name) => example[name]?.GetValue<string>() ?? string.Empty;
        string subscription = $"/subscriptions/{Text("subscriptionId")}";
        string workspace =
            $"{subscription}/resourceGroups/{Text("resourceGroupName")}/providers/Microsoft.MachineLearningServices/workspaces/" +
            $"{Text("workspaceName")}";
        string Expand(string text) => text
            .Replace("{compute}", $"{workspace}/computes/{Text("computeName")}", StringComparison.Ordinal)
            .Replace("{workspace}", workspace, StringComparison.Ordinal)
            .Replace(
                "{location}", $"{subscription}/providers/Microsoft.MachineLearningServices/locations/{Text("location")}",
                StringComparison.Ordinal)
            .Replace("{subscription}", subscription, StringComparison.Ordinal);
        JsonNode? Copy(JsonNode? node) => node is null ? null : JsonNode.Parse(Expand(node.ToJsonString()));
        return new Fact(
            Text("example"),
            operation,
            data["method"]!.GetValue<string>(),
            Expand(data["path"]!.GetValue<string>()),
            string.Join("&", (example["query"]?.AsObject() ?? []).Select(item => $"{item.Key}={item.Value}")),
            Copy(example["body"]),
            new WorkspaceNames(
                Text("subscriptionId"), Text("resourceGroupName"), Text("workspaceName"), Text("computeName"), Text("location")),
            example["responses"]!.AsObject().ToDictionary(
                answer => int.Parse(answer.Key, System.Globalization.CultureInfo.InvariantCulture),
                answer => new FactAnswer(
                    [.. (answer.Value!["headers"]?.AsArray() ?? []).Select(name => name!.GetValue<string>())],
                    Copy(answer.Value["body"]))));
    }
}

/// <summary>The names in the path of an example; empty where its path has none.</summary>
internal sealed record WorkspaceNames(string SubscriptionId, string ResourceGroupName, string Name, string ComputeName, string Location);

/// <summary>An answer of an example: the names of its headers, and its body.</summary>
internal sealed record FactAnswer(IReadOnlyList<string> Headers, JsonNode? Body);
