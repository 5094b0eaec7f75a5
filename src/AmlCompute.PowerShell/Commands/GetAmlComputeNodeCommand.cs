using System.Management.Automation;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Gets the nodes of compute clusters, and the machine of compute instances.</summary>
[Cmdlet(VerbsCommon.Get, "AmlComputeNode", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(ComputeNode))]
public sealed class GetAmlComputeNodeCommand : TargetQueryCommand
{
    private protected override bool FitsPattern(ComputeTarget target) => target is ComputeCluster or ComputeInstance;

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? given)
    {
        // The nodes of a cluster need their own request; an instance object contains its machine, which may be outdated.
        bool isCurrent = given is ComputeCluster && given.Workspace.IsSameAs(workspace);
        switch (isCurrent ? given : Await(call => NearTargets.GetAsync(workspace, name, call)))
        {
            case ComputeCluster cluster:
                foreach (ComputeNode node in Stream(call => ServiceConnection.ClientOf(workspace).ListNodesAsync(cluster, call)))
                {
                    WriteObject(node);
                }

                break;
            case ComputeInstance instance:
                WriteObject(ComputeNode.Of(instance));
                break;
            case { } other:
                throw ComputeTargetException.About(
                    name,
                    ErrorIds.UnsupportedComputeType,
                    $"Compute target '{other.Name}' of type {other.ComputeType} has no list of nodes.");
        }
    }
}
