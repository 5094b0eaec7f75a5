using System.Security;
using System.Text.Json;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Running;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.WorkspacePlans;

/// <summary>The steps of a plan for one target.</summary>
public sealed class WorkspacePlannerTests
{
    private readonly TestClient _test = new();

    [Fact]
    public async Task A_change_of_an_AKS_cluster_needs_the_certificate_which_the_PUT_sends_again()
    {
        ComputeConfiguration wanted = new ComputeConfiguration(ComputeTypes.Aks, isAttach: false)
            .Set(AksCompute.Members.LoadBalancerType, "InternalLoadBalancer")
            .Set(AksCompute.Members.SslCertificate, CreateSecret())
            .Set(AksCompute.Members.SslKey, CreateSecret());

        ComputePlanStep step = await PlanAsync(
            wanted, """{ "computeType": "AKS", "isAttachedCompute": false, "properties": { "loadBalancerType": "PublicIp" } }""");

        Assert.Equal((ComputeSyncAction.Update, ""), (step.Action, step.Warnings));
        Assert.Equal(["SslCertificate", "SslKey"], step.Secrets);
    }

    [Fact]
    public async Task A_change_of_another_target_needs_no_secret_because_the_service_returns_it()
    {
        ComputeConfiguration wanted = new ComputeConfiguration(ComputeTypes.Databricks, isAttach: true)
            .Set(ComputeTarget.Members.Description, "new")
            .Set(DatabricksCompute.Members.AccessToken, CreateSecret());

        ComputePlanStep step = await PlanAsync(
            wanted, """{ "computeType": "Databricks", "isAttachedCompute": true, "description": "old", "properties": {} }""");

        Assert.Equal((ComputeSyncAction.Update, ""), (step.Action, step.Warnings));
        Assert.Empty(step.Secrets);
    }

    private async Task<ComputePlanStep> PlanAsync(ComputeConfiguration wanted, string properties)
    {
        string json = $$"""{ "name": "t", "properties": {{properties}} }""";
        ComputeTarget live = ComputeTypes.Create(JsonSerializer.Deserialize<JsonElement>(json), _test.Workspace);
        _test.Service.Answer(200, json);
        WorkspacePlanner planner = new(new PlanReader(_test.Workspace, _test.Call), prunes: false, replaces: false);
        ComputePlan plan = await planner.PlanAsync([TargetComparison.CompareOne(new WantedTarget("t", wanted, Path: null), live)]);
        return Assert.Single(plan.Steps);
    }

    private static SecureString CreateSecret()
    {
        SecureString secret = new();
        secret.AppendChar('s');
        return secret;
    }
}
