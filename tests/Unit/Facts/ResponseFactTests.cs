using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;
using AmlCompute.Models;
using AmlCompute.Tests.Fidelity;
using Xunit;

namespace AmlCompute.Tests.Facts;

/// <summary>The answers of the official examples, as objects and back.</summary>
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

    /// <summary>Answers that are no compute targets.</summary>
    private static readonly string[] PlainAnswers =
    [
        "Compute_GetAllowedVmSizesForResize", "Compute_ListKeys", "Compute_ListNodes", "Quotas_List", "Quotas_Update", "Usages_List",
        "VirtualMachineSizes_List",
    ];

    public static TheoryData<string, int> Targets => Bodies("Compute_CreateOrUpdate", "Compute_Get", "Compute_Update", "Compute_List");

    public static TheoryData<string, int> Plain => Bodies(PlainAnswers);

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_answer_becomes_typed_objects_and_written_back_it_has_lost_nothing(string example, int status)
    {
        Fact fact = Fact.All[example];
        JsonNode answer = fact.Answers[status].Body!;
        StubService service = new(
            request => WireAnswer.Json(
                200, request.Query.Contains("skip", StringComparison.Ordinal) ? """{ "value": [] }""" : answer.ToJsonString()));
        using ModuleShell shell = Shell(fact, service);
        JsonNode?[] expected = fact.Operation == "Compute_List" ? [.. answer["value"]!.AsArray()] : [answer];

        IReadOnlyList<object> targets = shell.Output(
            fact.Operation == "Compute_List" ? "Get-AmlComputeTarget" : "Get-AmlComputeTarget compute123");
        shell.Set("targets", targets);
        string[] written = [.. shell.Output("$targets | ConvertTo-AmlComputeJson -AsArm").Cast<string>()];
        string[] again = [
            .. shell.Output("$targets | ConvertTo-AmlComputeJson | ConvertFrom-AmlComputeJson | ConvertTo-AmlComputeJson -AsArm")
                .Cast<string>()];

        Assert.Equal(
            expected.Select(item => Types[item!["properties"]!["computeType"]!.GetValue<string>()]),
            targets.Select(target => target.GetType()));
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

        Workspace workspace = await ((ServiceConnection)shell.Workspace.Connection)
            .ReadWorkspaceAsync(new WorkspaceReference(shell.Workspace), shell.Call);

        Assert.Equal(
            ("testworkspace", "eastus2euap", "HelloName", "testcompute"),
            (workspace.Name, workspace.Location, workspace.FriendlyName, workspace.ImageBuildCompute));
        Assert.Equal(fact.Answers[200].Body!["id"]!.GetValue<string>(), workspace.Id);
        Assert.True(JsonNode.DeepEquals(fact.Answers[200].Body, JsonNode.Parse(workspace.ToJson())));
    }

    [Theory]
    [MemberData(nameof(Plain))]
    public async Task An_answer_that_is_not_a_target_passes_through_the_client_unchanged(string example, int status)
    {
        Fact fact = Fact.All[example];
        using ModuleShell shell = new(new StubService(_ => WireAnswer.Json(status, fact.Answers[status].Body!.ToJsonString())));

        JsonElement answer = await shell.Client.PostActionAsync(shell.Workspace, "compute123", new ServiceAction("any"), null, shell.Call);

        Assert.True(JsonNode.DeepEquals(fact.Answers[status].Body, JsonObject.Create(answer)));
    }

    [Theory]
    [InlineData("2024-10-01.VirtualMachineSizes_List", "Get-AmlComputeVmSize -Location eastus", "value")]
    [InlineData("2024-10-01.Usages_List", "Get-AmlComputeUsage -Location eastus", "value")]
    [InlineData("2024-10-01.Quotas_List", "Get-AmlComputeQuota -Location eastus -AllWorkspaces", "value")]
    [InlineData("2025-12-01.listNodes", "Get-AmlComputeNode compute123", "nodes")]
    public void A_list_becomes_typed_objects_that_have_lost_nothing(string example, string command, string member)
    {
        Fact fact = Fact.All[example];
        StubService service = new(request => WireAnswer.Json(
            200,
            request.Query.Contains("skip", StringComparison.Ordinal) ? """{ "value": [], "nodes": [] }"""
            : request.Url.AbsolutePath.EndsWith("/compute123", StringComparison.Ordinal)
            ? """{ "name": "compute123", "properties": { "computeType": "AmlCompute" } }"""
            : fact.Answers[200].Body!.ToJsonString()));
        WorkspaceNames names = fact.Workspace;
        using ModuleShell shell = new(service, new WorkspaceReference(names.SubscriptionId, names.ResourceGroupName, names.Name, "test"));
        JsonNode?[] expected = [.. fact.Answers[200].Body![member]!.AsArray()];

        JsonModel[] items = [.. shell.Output(command).Cast<JsonModel>()];

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Length, items.Length);
        // Get-AmlComputeUsage emits the rows in use first.
        Assert.All(expected, one => Assert.Contains(items, item => JsonNode.DeepEquals(one, JsonNode.Parse(item.ToJson()))));
    }

    [Fact]
    public void The_keys_of_the_example_are_secrets_unless_plain_text_is_asked_for()
    {
        StubService service = new(request => WireAnswer.Json(
            200,
            request.Method == "POST"
                ? Fact.All["2025-12-01.listKeys.AKSCompute"].Answers[200].Body!.ToJsonString()
                : """{ "name": "compute123", "properties": { "computeType": "AKS" } }"""));
        using ModuleShell shell = new(service);

        AksComputeKey secret = (AksComputeKey)shell.Output("Get-AmlComputeKey compute123")[0];
        AksComputeKey plain = (AksComputeKey)shell.Output("Get-AmlComputeKey compute123 -AsPlainText")[0];

        Assert.Equal(
            ("user kube config...", "admin kube config...", "the image pull secret name"),
            (plain.UserKubeConfig, plain.AdminKubeConfig, plain.ImagePullSecretName));
        Assert.All(
            [secret.UserKubeConfig, secret.AdminKubeConfig, secret.ImagePullSecretName],
            value => Assert.IsType<System.Security.SecureString>(value));
        Assert.Equal(
            "admin kube config...",
            new System.Net.NetworkCredential(string.Empty, (System.Security.SecureString)secret.AdminKubeConfig!).Password);
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
