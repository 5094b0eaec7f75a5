using System.Text.Json.Nodes;
using Xunit;

namespace AmlCompute.Tests.Facts;

/// <summary>The facts against what they were taken from, on a machine that has it beside the repository.</summary>
public sealed class PublishedExamplesTests
{
    private const string Absent = "The published examples are not beside the repository.";

    private static readonly string Reference = Path.Combine(Repository.Root, "..", "shared", "reference");

    [Fact]
    public void The_facts_equal_the_published_examples_if_those_are_available()
    {
        string folder = Path.Combine(Reference, "examples");
        Assert.SkipUnless(Directory.Exists(folder), Absent);
        string[] files = Directory.GetFiles(folder, "*.json");
        Assert.Equal(Fact.All.Count, files.Length);
        foreach (string file in files)
        {
            Fact fact = Fact.All[Path.GetFileNameWithoutExtension(file)];
            JsonNode example = JsonNode.Parse(File.ReadAllText(file))!;
            JsonObject given = example["parameters"]!.AsObject();
            Same(given["parameters"] ?? given["customServices"] ?? given["dataMounts"], fact.Body, file);
            WorkspaceNames names = fact.Workspace;
            Assert.Equal(
                [Text(given["subscriptionId"]), Text(given["resourceGroupName"]), Text(given["workspaceName"]),
                    Text(given["computeName"]), Text(given["location"])],
                [names.SubscriptionId, names.ResourceGroupName, names.Name, names.ComputeName, names.Location]);
            Assert.Equal(given["underlyingResourceAction"] is { } action ? $"underlyingResourceAction={action}" : string.Empty, fact.Query);
            Assert.Equal(OperationOf(example) ?? fact.Operation, fact.Operation, ignoreCase: true);
            JsonObject answers = example["responses"]!.AsObject();
            Assert.Equal(answers.Select(answer => answer.Key), fact.Answers.Keys.Select(status => $"{status}"));
            foreach ((int status, FactAnswer answer) in fact.Answers)
            {
                Same(answers[$"{status}"]!["body"], answer.Body, file);
                Assert.Equal((answers[$"{status}"]!["headers"]?.AsObject() ?? []).Select(header => header.Key), answer.Headers);
            }
        }
    }

    [Fact]
    public void The_schema_is_the_published_one_without_its_descriptions_where_that_is_at_hand()
    {
        string file = Path.Combine(Reference, "schema", "computes-2026-05-01.schema.json");
        Assert.SkipUnless(File.Exists(file), Absent);
        Same(
            WithoutWords(JsonNode.Parse(File.ReadAllText(file))),
            JsonNode.Parse(File.ReadAllText(Path.Combine(Fact.Folder, "compute.schema.json"))), file);
    }

    /// <summary>Only the newer examples name their operation; one of them by another name than its path has.</summary>
    private static string? OperationOf(JsonNode example) =>
        example["operationId"]?.GetValue<string>().Replace("AllowedResizeSizes", "AllowedVmSizesForResize", StringComparison.Ordinal);

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? string.Empty;

    private static void Same(JsonNode? published, JsonNode? stated, string file) =>
        Assert.True(
            JsonNode.DeepEquals(published, stated),
            $"{Path.GetFileName(file)}: {published?.ToJsonString()} is stated as {stated?.ToJsonString()}");

    private static JsonNode? WithoutWords(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .Where(member => !(member.Key is "description" or "$comment" && member.Value is JsonValue))
            .Select(member => new KeyValuePair<string, JsonNode?>(member.Key, WithoutWords(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(WithoutWords)]),
        _ => node?.DeepClone(),
    };
}
