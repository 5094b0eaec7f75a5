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

    public override JsonObject ListKeys()
    {
        RequireSentKeys(AccessToken);
        return new JsonObject { ["computeType"] = Type.Name, [AccessToken] = CopySent(AccessToken) };
    }

    protected override JsonObject RenderTypeProperties() => new()
    {
        // Only listKeys returns the token.
        [AccessToken] = null,
        ["workspaceUrl"] = CopySentOrAdded("workspaceUrl", CreateWorkspaceUrl()),
    };

    private string CreateWorkspaceUrl()
    {
        int workspaceNumber = State.Seeds.CreateNumber(ResourcePurpose, 1_000_000_000);
        int shard = State.Seeds.CreateNumber($"{ResourcePurpose}/shard", 20);
        return $"https://adb-{workspaceNumber}.{shard}.azuredatabricks.net";
    }
}
