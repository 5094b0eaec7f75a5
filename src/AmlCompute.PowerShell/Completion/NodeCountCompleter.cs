using System.Globalization;

namespace AmlCompute.Completion;

/// <summary>Completes numbers of nodes: the current numbers of the targets that the line names, or of all targets.</summary>
public sealed class NodeCountCompleter : ServiceCompleter
{
    private protected override IEnumerable<CompletionAnswer> Answers(CompletedCommand command, ServiceQuestions service) =>
        command.ChooseFrom(service.Targets().Where(target => CountsOf(command.Parameter, target).Any()))
            .SelectMany(target => CountsOf(command.Parameter, target).OfType<int>().Distinct().Select(count => (Count: count, target.Name)))
            .GroupBy(use => use.Count, use => use.Name)
            .OrderBy(use => use.Key)
            .Select(use => new CompletionAnswer(
                use.Key.ToString(CultureInfo.InvariantCulture), $"Current value of {string.Join(", ", use)}", IsCode: true));

    private static IEnumerable<int?> CountsOf(string parameter, ComputeTarget target) => (parameter, target) switch
    {
        ("MinNodes", ComputeCluster cluster) => [cluster.MinNodes],
        ("MaxNodes" or "Nodes", ComputeCluster cluster) => [cluster.MaxNodes],
        ("MinNodeCount", ComputeCluster cluster) => [cluster.MinNodes, cluster.MaxNodes],
        ("AgentCount", AksCompute aks) => [aks.AgentCount],
        _ => [],
    };
}
