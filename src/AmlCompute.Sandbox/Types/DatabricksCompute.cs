using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>An attached Databricks workspace: computeType Databricks.</summary>
internal sealed class DatabricksCompute(Workspace workspace, string name, SandboxState state)
    : AttachedCompute(Definition, workspace, name, state, "Microsoft.Databricks/workspaces")
{
    private const string AccessToken = "databricksAccessToken";

    public static ComputeType Definition { get; } = new(
        "Databricks",
        Shape.Object((AccessToken, Shape.Text), ("workspaceUrl", Shape.Text)),
        (workspace, name, state) => new DatabricksCompute(workspace, name, state));

    public override JsonObject ListKeys() => new() { ["computeType"] = Type.Name, [AccessToken] = CopySent(AccessToken) };

    protected override JsonObject RenderTypeProperties() => new()
    {
        [AccessToken] = null,
        ["workspaceUrl"] = CopySentOrAdded("workspaceUrl", CreateWorkspaceUrl()),
    };

    /// <summary>Creates the URL of the Databricks workspace from its id, so that it is the same on all computes.</summary>
    private string CreateWorkspaceUrl()
    {
        string purpose = $"{SentProperties["resourceId"]}".ToUpperInvariant();
        int workspaceNumber = State.Seeds.CreateNumber(purpose, 1_000_000_000);
        int shard = State.Seeds.CreateNumber($"{purpose}/shard", 20);
        return $"https://adb-{workspaceNumber}.{shard}.azuredatabricks.net";
    }
}
