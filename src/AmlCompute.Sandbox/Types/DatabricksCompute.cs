using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>An attached Databricks workspace: computeType Databricks.</summary>
internal sealed class DatabricksCompute : AttachedCompute
{
    private const string Token = "databricksAccessToken";

    private DatabricksCompute(Workspace workspace, string name, SandboxState state)
        : base(Definition, workspace, name, state, "Microsoft.Databricks/workspaces")
    {
    }

    public static ComputeType Definition { get; } =
        new("Databricks", BodyShape(), (workspace, name, state) => new DatabricksCompute(workspace, name, state));

    private string Address
    {
        get
        {
            string purpose = $"{Sent["resourceId"]}".ToUpperInvariant();
            int shard = State.Seeds.Number($"{purpose}/shard", 20);
            return $"https://adb-{State.Seeds.Number(purpose, 1_000_000_000)}.{shard}.azuredatabricks.net";
        }
    }

    public override JsonObject ListKeys() => new() { ["computeType"] = Type.Name, [Token] = Inner[Token]?.DeepClone() };

    protected override JsonObject RenderInner() => new()
    {
        [Token] = null,
        ["workspaceUrl"] = (string?)Inner["workspaceUrl"] ?? (IsAnswering ? null : Address),
    };

    private static ObjectShape BodyShape() => Shape.Object((Token, Shape.Text), ("workspaceUrl", Shape.Text));
}
