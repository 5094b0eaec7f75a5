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
    private protected override async IAsyncEnumerable<IReadOnlyList<Action>> ReadItemsAsync(
        Workspace workspace, Func<ComputeTarget, bool> isWanted, CallContext call)
    {
        await foreach (IReadOnlyList<ComputeTarget> page in ReadTargetsAsync(workspace, isWanted, call).ConfigureAwait(false))
        {
            foreach (ComputeTarget target in page)
            {
                _prices.RequestPrice(target);
                yield return target is ComputeCluster cluster
                    ? await ReadNodesAsync(cluster, call).ConfigureAwait(false)
                    : [() => WriteListed(target)];
            }
        }
    }

    private protected override void WriteListed(ComputeTarget target)
    {
        if (target is ComputeInstance instance)
        {
            WriteObject(ComputeNode.FromInstance(instance));
        }
        else
        {
            base.WriteListed(target);
        }
    }

    /// <summary>Writes the machine of a listed instance without another request.</summary>
    private protected override void ProcessMatch(Workspace workspace, ComputeTarget target)
    {
        if (target is ComputeInstance)
        {
            _prices.RequestPrice(target);
            WriteListed(target);
        }
        else
        {
            base.ProcessMatch(workspace, target);
        }
    }

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input)
    {
        // The nodes of a cluster need their own request; the object of an instance contains its machine, and a piped one may be outdated.
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

    private async Task<IReadOnlyList<Action>> ReadNodesAsync(ComputeCluster cluster, CallContext call)
    {
        List<Action> nodes = [];
        try
        {
            await foreach (ComputeNode node in ServiceConnection.GetClient(cluster.Workspace).ListNodesAsync(cluster, call)
                .ConfigureAwait(false))
            {
                nodes.Add(() => WriteObject(node));
            }
        }
        catch (ComputeTargetException exception)
        {
            nodes.Add(() => WriteFailure(exception, cluster));
        }

        return nodes;
    }
}
