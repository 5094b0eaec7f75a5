using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>An attached HDInsight cluster: computeType HDInsight.</summary>
internal sealed class HDInsightCompute(Workspace workspace, string name, SandboxState state)
    : AttachedMachine(Definition, workspace, name, state, "Microsoft.HDInsight/clusters")
{
    public static ComputeType Definition { get; } = new(
        "HDInsight",
        Shape.Object(("sshPort", Shape.Integer), ("address", Shape.Text), (Account, AccountShape)),
        (workspace, name, state) => new HDInsightCompute(workspace, name, state));

    protected override JsonObject RenderTypeProperties() => new()
    {
        ["sshPort"] = (int?)TypeProperties["sshPort"] ?? 22,
        ["address"] = CopySentOrAdded("address", $"{ResourceName}-ssh.azurehdinsight.net"),

        // Only listKeys returns the account.
        [Account] = null,
    };
}
