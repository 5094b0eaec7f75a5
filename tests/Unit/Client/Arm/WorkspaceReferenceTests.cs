using AmlCompute.Client.Arm;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Client.Arm;

public sealed class WorkspaceReferenceTests
{
    private const string Provider = "providers/Microsoft.MachineLearningServices/workspaces";
    private const string Group = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg";

    [Theory]
    [InlineData(
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws")]
    [InlineData(
        "subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws")]
    [InlineData(
        "/SUBSCRIPTIONS/11111111-2222-3333-4444-555555555555/resourcegroups/rg/PROVIDERS/microsoft.machinelearningservices/Workspaces/ws")]
    [InlineData(
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws/")]
    public void A_workspace_id_is_read_in_any_casing_with_or_without_the_first_slash(string id) =>
        Assert.Equal(new WorkspaceReference(TestClient.SubscriptionId, "rg", "ws", "here"), WorkspaceReference.Parse(id, "here"));

    [Theory]
    [InlineData(
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/RG-1/providers/Microsoft.MachineLearningServices/workspaces/" +
        "Ws/computes/Cpu-1")]
    [InlineData(
        "subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/RG-1/providers/microsoft.machinelearningservices/WORKSPACES/" +
        "Ws/COMPUTES/Cpu-1")]
    [InlineData(
        "//subscriptions/11111111-2222-3333-4444-555555555555//resourceGroups/RG-1/providers/Microsoft.MachineLearningServices//" +
        "workspaces/Ws/computes/Cpu-1//")]
    public void A_compute_id_is_read_into_workspace_and_name_with_their_casing_kept(string id)
    {
        (WorkspaceReference workspace, string name) = WorkspaceReference.ParseCompute(id);

        Assert.Equal(("RG-1", "Ws", "Cpu-1"), (workspace.ResourceGroupName, workspace.Name, name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("ws")]
    [InlineData("https://management.azure.com" + Group + "/" + Provider + "/ws")]
    [InlineData(Group)]
    [InlineData(Group + "/" + Provider)]
    [InlineData(Group + "/" + Provider + "/ws/computes/cpu")]
    [InlineData(Group + "/" + Provider + "/ws" + Group + "/" + Provider + "/other")]
    [InlineData(Group + "/" + Provider + "/ws " + Group + "/" + Provider + "/other")]
    [InlineData(Group + "/" + Provider + "/ws\n")]
    [InlineData(Group + "/providers/Microsoft.Compute/virtualMachines/ws")]
    [InlineData("/subscriptions/11111111-2222-3333-4444-555555555555/" + Provider + "/ws")]
    [InlineData("/resourceGroups/rg/" + Provider + "/ws")]
    public void Text_that_is_not_a_workspace_id_is_refused_with_the_form_of_one(string id)
    {
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(() => WorkspaceReference.Parse(id, "here"));

        Assert.Equal(ErrorIds.InvalidArgument, exception.ErrorId);
        Assert.Contains("/subscriptions/{id}/resourceGroups/{group}/", exception.Message);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData(Group + "/" + Provider + "/ws")]
    [InlineData(Group + "/" + Provider + "/ws/computes")]
    [InlineData(Group + "/" + Provider + "/ws/onlineEndpoints/cpu")]
    [InlineData(Group + "/" + Provider + "/ws/computes/a " + Group + "/" + Provider + "/ws/computes/b")]
    [InlineData(Group + "/" + Provider + "/ws/computes/a," + Group + "/" + Provider + "/ws/computes/b")]
    [InlineData(Group + "/" + Provider + "/ws/computes/a" + Group + "/" + Provider + "/ws/computes/b")]
    [InlineData(Group + "/providers/Microsoft.BatchAI/workspaces/ws/clusters/cpu")]
    [InlineData(Group + "/providers/Microsoft.ContainerService/managedClusters/aks1")]
    public void Text_that_is_not_a_compute_id_is_refused(string id) =>
        Assert.Equal(ErrorIds.InvalidArgument, Assert.Throws<ComputeTargetException>(() => WorkspaceReference.ParseCompute(id)).ErrorId);

    [Fact]
    public void The_command_for_the_id_of_a_workspace_has_the_id()
    {
        const string Id = Group + "/" + Provider + "/ws";

        string message = Assert.Throws<ComputeTargetException>(() => WorkspaceReference.ParseCompute(Id)).Message;

        Assert.EndsWith($"Get-AmlComputeTarget -Workspace '{Id}' | ...", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_inside_an_id_cannot_reach_the_query()
    {
        (WorkspaceReference workspace, string name) = WorkspaceReference.ParseCompute(
            Group + "/" + Provider + "/ws/computes/cpu?api-version=2020-01-01");

        Assert.Equal(
            TestClient.WorkspaceUrl + "/computes/cpu%3Fapi-version%3D2020-01-01?api-version=2026-05-01",
            new ArmUrls(new Uri("https://management.azure.com")).BuildComputeUrl(workspace, name).AbsoluteUri);
    }

    [Theory]
    [InlineData("11111111-2222-3333-4444-555555555555", "RG", "WS", true)]
    [InlineData("11111111-2222-3333-4444-555555555555", "rg", "ws2", false)]
    [InlineData("11111111-2222-3333-4444-555555555555", "rg2", "ws", false)]
    [InlineData("99999999-2222-3333-4444-555555555555", "rg", "ws", false)]
    public void Names_are_compared_without_case(string subscription, string group, string name, bool same) =>
        Assert.Equal(same, new WorkspaceReference(subscription, group, name, "other").Identifies(new TestClient().Workspace));
}
