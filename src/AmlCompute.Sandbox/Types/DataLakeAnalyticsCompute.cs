using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>An attached Data Lake Analytics account: computeType DataLakeAnalytics.</summary>
internal sealed class DataLakeAnalyticsCompute(Workspace workspace, string name, SandboxState state)
    : AttachedCompute(Definition, workspace, name, state, "Microsoft.DataLakeAnalytics/accounts")
{
    private const string StoreName = "dataLakeStoreAccountName";

    public static ComputeType Definition { get; } = new(
        "DataLakeAnalytics",
        Shape.Object((StoreName, Shape.Text)),
        (workspace, name, state) => new DataLakeAnalyticsCompute(workspace, name, state));

    protected override JsonObject RenderTypeProperties() => new() { [StoreName] = CopySent(StoreName) };
}
