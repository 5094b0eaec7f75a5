using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client;
using AmlCompute.Tests.Fidelity;
using Xunit;

namespace AmlCompute.Tests.Facts;

/// <summary>What the official examples answer, as objects and back.</summary>
public sealed class ResponseFactTests
{
    private static readonly Dictionary<string, Type> Types = new()
    {
        ["AKS"] = typeof(AksCompute),
        ["AmlCompute"] = typeof(ComputeCluster),
        ["ComputeInstance"] = typeof(ComputeInstance),
        ["DataFactory"] = typeof(DataFactoryCompute),
        ["Kubernetes"] = typeof(KubernetesCompute),
    };

    /// <summary>Answers without a model of their own: their commands read them from the JSON that the client hands over.</summary>
    private static readonly string[] PlainAnswers =
    [
        "Compute_GetAllowedVmSizesForResize", "Compute_ListKeys", "Compute_ListNodes", "Quotas_List", "Quotas_Update", "Usages_List", "VirtualMachineSizes_List",
    ];

    public static TheoryData<string, int> Targets => Bodies("Compute_CreateOrUpdate", "Compute_Get", "Compute_Update", "Compute_List");

    public static TheoryData<string, int> Plain => Bodies(PlainAnswers);

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_answer_becomes_typed_objects_and_written_back_it_has_lost_nothing(string example, int status)
    {
        Fact fact = Fact.All[example];
        JsonNode answer = fact.Answers[status].Body!;
        StubService service = new(request => WireAnswer.Json(200, request.Query.Contains("skip", StringComparison.Ordinal) ? """{ "value": [] }""" : answer.ToJsonString()));
        using ModuleShell shell = Shell(fact, service);
        JsonNode?[] expected = fact.Operation == "Compute_List" ? [.. answer["value"]!.AsArray()] : [answer];

        IReadOnlyList<object> targets = shell.Output(fact.Operation == "Compute_List" ? "Get-AmlComputeTarget" : "Get-AmlComputeTarget compute123");
        shell.Set("targets", targets);
        string[] written = [.. shell.Output("$targets | ConvertTo-AmlComputeJson -AsArm").Cast<string>()];
        string[] again = [.. shell.Output("$targets | ConvertTo-AmlComputeJson | ConvertFrom-AmlComputeJson | ConvertTo-AmlComputeJson -AsArm").Cast<string>()];

        Assert.Equal(expected.Select(item => Types[item!["properties"]!["computeType"]!.GetValue<string>()]), targets.Select(target => target.GetType()));
        Assert.Equal(expected.Length, written.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(JsonNode.DeepEquals(expected[i], JsonNode.Parse(written[i])), written[i]);
            Assert.True(JsonNode.DeepEquals(expected[i], JsonNode.Parse(((ComputeTarget)targets[i]).ToJson())));
            JsonAssert.Contains(expected[i], JsonNode.Parse(again[i]));
        }
    }

    [Fact]
    public async Task The_answer_of_a_workspace_becomes_a_workspace_and_written_back_it_has_lost_nothing()
    {
        Fact fact = Fact.All["2024-10-01.Workspaces_Get"];
        using ModuleShell shell = Shell(fact, new StubService(_ => WireAnswer.Json(200, fact.Answers[200].Body!.ToJsonString())));

        Workspace workspace = await ((ServiceConnection)shell.Workspace.Connection).OpenAsync(new WorkspaceReference(shell.Workspace), shell.Call);

        Assert.Equal(("testworkspace", "eastus2euap", "HelloName", "testcompute"), (workspace.Name, workspace.Location, workspace.FriendlyName, workspace.ImageBuildCompute));
        Assert.Equal(fact.Answers[200].Body!["id"]!.GetValue<string>(), workspace.Id);
        Assert.True(JsonNode.DeepEquals(fact.Answers[200].Body, JsonNode.Parse(workspace.ToJson())));
    }

    [Theory]
    [MemberData(nameof(Plain))]
    public async Task An_answer_without_a_model_comes_through_the_client_as_it_is(string example, int status)
    {
        Fact fact = Fact.All[example];
        using ModuleShell shell = new(new StubService(_ => WireAnswer.Json(status, fact.Answers[status].Body!.ToJsonString())));

        JsonElement answer = await shell.Client.PostAsync(shell.Workspace, "compute123", "any", null, shell.Call);

        Assert.True(JsonNode.DeepEquals(fact.Answers[status].Body, JsonObject.Create(answer)));
    }

    [Fact]
    public async Task The_sizes_of_the_example_are_known_by_their_names()
    {
        Fact fact = Fact.All["2024-10-01.VirtualMachineSizes_List"];
        using ModuleShell shell = new(new StubService(_ => WireAnswer.Json(200, fact.Answers[200].Body!.ToJsonString())));

        IReadOnlyList<string> names = await shell.Client.GetVmSizeNamesAsync(shell.Workspace, "eastus", shell.Call);

        Assert.Equal(fact.Answers[200].Body!["value"]!.AsArray().Select(size => size!["name"]!.GetValue<string>()), names);
    }

    [Fact]
    public void Every_answer_with_a_body_is_read_by_a_test_here() =>
        Assert.Equal(
            Fact.All.Values.Where(fact => fact.Answers.Values.Any(answer => answer.Body is not null)).Select(fact => fact.Example).Order(),
            Targets.Concat(Plain).Select(row => row.Data.Item1).Append("2024-10-01.Workspaces_Get").Distinct().Order());

    private static TheoryData<string, int> Bodies(params string[] operations)
    {
        TheoryData<string, int> data = [];
        foreach (string example in Fact.Of(operations))
        {
            foreach ((int status, FactAnswer answer) in Fact.All[example].Answers.Where(answer => answer.Value.Body is not null))
            {
                data.Add(example, status);
            }
        }

        return data;
    }

    private static ModuleShell Shell(Fact fact, StubService service) =>
        new(service, new WorkspaceReference(fact.Workspace.SubscriptionId, fact.Workspace.ResourceGroupName, fact.Workspace.Name, "test"));
}
