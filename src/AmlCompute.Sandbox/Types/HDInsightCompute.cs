using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>An attached HDInsight cluster: computeType HDInsight.</summary>
internal sealed class HDInsightCompute : AttachedMachine
{
    private HDInsightCompute(Workspace workspace, string name, SandboxState state)
        : base(Definition, workspace, name, state, "Microsoft.HDInsight/clusters")
    {
    }

    public static ComputeType Definition { get; } =
        new("HDInsight", BodyShape(), (workspace, name, state) => new HDInsightCompute(workspace, name, state));

    protected override JsonObject RenderInner() => new()
    {
        ["sshPort"] = (int?)Inner["sshPort"] ?? 22,
        ["address"] = (string?)Inner["address"] ?? (IsAnswering ? null : $"{ResourceName}-ssh.azurehdinsight.net"),
        [AdministratorAccount.Member] = null,
    };

    private static ObjectShape BodyShape() => Shape.Object(
        ("sshPort", Shape.Integer),
        ("address", Shape.Text),
        (AdministratorAccount.Member, AdministratorAccount.BodyShape));
}
