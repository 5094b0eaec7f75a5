using System.Globalization;

namespace AmlCompute.Completion;

/// <summary>Completes numbers of nodes: the current numbers of the targets that the line names, or of all targets.</summary>
public sealed class NodeCountCompleter : ServiceCompleter
{
    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        command.SelectNamedTargets(service.ListTargets().Where(target => ReadCounts(command.Parameter, target).Any()))
            .SelectMany(
                target => ReadCounts(command.Parameter, target).OfType<int>().Distinct(),
                (target, count) => (Count: count, target.Name))
            .GroupBy(use => use.Count, use => use.Name)
            .OrderBy(group => group.Key)
            .Select(group => new CompletionAnswer(
                group.Key.ToString(CultureInfo.InvariantCulture), $"Current value of {string.Join(", ", group)}", IsCode: true));

    /// <summary>Returns the numbers of a target for a parameter; null for an unknown number, none for another type of target.</summary>
    private static IEnumerable<int?> ReadCounts(string parameter, ComputeTarget target) => (parameter, target) switch
    {
        ("MinNodes", ComputeCluster cluster) => [cluster.MinNodes],
        ("MaxNodes" or "Nodes", ComputeCluster cluster) => [cluster.MaxNodes],
        ("MinNodeCount", ComputeCluster cluster) => [cluster.MinNodes, cluster.MaxNodes],
        ("AgentCount", AksCompute aks) => [aks.AgentCount],
        _ => [],
    };
}
