using System.Management.Automation;
using AmlCompute.Client.Http;
using AmlCompute.Client.Prices;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Gets the nodes of compute clusters, and the machine of compute instances.</summary>
[Cmdlet(VerbsCommon.Get, "AmlComputeNode", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(ComputeNode))]
public sealed class GetAmlComputeNodeCommand : TargetQueryCommand
{
    private readonly PriceQueue _prices = new();

    private protected override PriceQueue Prices => _prices;

    private protected override bool CanMatchPattern(ComputeTarget target) => target is ComputeCluster or ComputeInstance;

    /// <summary>Reads the nodes of a workspace while other workspaces are read; a failed read of a cluster is an item, too.</summary>
    private protected override async IAsyncEnumerable<IReadOnlyList<object>> ReadItemsAsync(
        Workspace workspace, Func<ComputeTarget, bool> isWanted, CallContext call)
    {
        await foreach (IReadOnlyList<object> page in base.ReadItemsAsync(workspace, isWanted, call).ConfigureAwait(false))
        {
            foreach (object target in page)
            {
                _prices.RequestPrice((ComputeTarget)target);
                yield return target is ComputeCluster cluster ? await ReadNodesAsync(cluster, call).ConfigureAwait(false) : [target];
            }
        }
    }

    private protected override void WriteItem(object item)
    {
        switch (item)
        {
            case ComputeNode:
                WriteObject(item);
                break;
            case ReadFailure failure:
                WriteFailure(failure.Error, failure.Cluster);
                break;
            case ComputeInstance instance:
                WriteObject(ComputeNode.FromInstance(instance));
                break;
            default:
                base.WriteItem(item);
                break;
        }
    }

    private static async Task<IReadOnlyList<object>> ReadNodesAsync(ComputeCluster cluster, CallContext call)
    {
        List<object> nodes = [];
        try
        {
            await foreach (ComputeNode node in ServiceConnection.GetClient(cluster.Workspace).ListNodesAsync(cluster, call)
                .ConfigureAwait(false))
            {
                nodes.Add(node);
            }
        }
        catch (ComputeTargetException exception)
        {
            nodes.Add(new ReadFailure(cluster, exception));
        }

        return nodes;
    }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input)
    {
        // The nodes of a cluster need their own request; an instance object contains its machine, which may be outdated.
        ComputeTarget target = input is ComputeCluster && input.Workspace.IsSameAs(workspace)
            ? input
            : Await(call => TargetSuggestions.GetTargetAsync(workspace, name, call));
        _prices.RequestPrice(target);
        switch (target)
        {
            case ComputeCluster cluster:
                foreach (ComputeNode node in Stream(call => ServiceConnection.GetClient(workspace).ListNodesAsync(cluster, call)))
                {
                    WriteObject(node);
                }

                break;
            case ComputeInstance instance:
                WriteObject(ComputeNode.FromInstance(instance));
                break;
            default:
                throw ComputeTargetException.CreateForTarget(
                    name,
                    ErrorIds.UnsupportedComputeType,
                    $"Compute target '{target.Name}' of type {target.ComputeType} has no list of nodes.");
        }
    }

    /// <summary>A cluster whose nodes could not be read.</summary>
    private sealed record ReadFailure(ComputeCluster Cluster, ComputeTargetException Error);
}
