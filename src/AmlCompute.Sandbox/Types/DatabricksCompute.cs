using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>An attached Databricks workspace: computeType Databricks.</summary>
internal sealed class DatabricksCompute(Workspace workspace, string name, SandboxState state)
    : AttachedCompute(Definition, workspace, name, state, "Microsoft.Databricks/workspaces")
{
    private const string Token = "databricksAccessToken";

    public static ComputeType Definition { get; } = new(
        "Databricks",
        Shape.Object((Token, Shape.Text), ("workspaceUrl", Shape.Text)),
        (workspace, name, state) => new DatabricksCompute(workspace, name, state));

    private string Address
    {
        get
        {
            string purpose = $"{Sent["resourceId"]}".ToUpperInvariant();
            int shard = State.Seeds.Number($"{purpose}/shard", 20);
            return $"https://adb-{State.Seeds.Number(purpose, 1_000_000_000)}.{shard}.azuredatabricks.net";
        }
    }

    public override JsonObject ListKeys() => new() { ["computeType"] = Type.Name, [Token] = Echo(Token) };

    protected override JsonObject RenderInner() => new()
    {
        [Token] = null,
        ["workspaceUrl"] = Echo("workspaceUrl", Address),
    };
}
