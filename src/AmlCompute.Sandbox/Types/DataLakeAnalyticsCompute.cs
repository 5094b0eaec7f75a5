using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>An attached Data Lake Analytics account: computeType DataLakeAnalytics.</summary>
internal sealed class DataLakeAnalyticsCompute : AttachedCompute
{
    private const string Store = "dataLakeStoreAccountName";

    private DataLakeAnalyticsCompute(Workspace workspace, string name, SandboxState state)
        : base(Definition, workspace, name, state, "Microsoft.DataLakeAnalytics/accounts")
    {
    }

    public static ComputeType Definition { get; } = new(
        "DataLakeAnalytics",
        Shape.Object((Store, Shape.Text)),
        (workspace, name, state) => new DataLakeAnalyticsCompute(workspace, name, state));

    protected override JsonObject RenderInner() => new() { [Store] = Inner[Store]?.DeepClone() };
}
