namespace AmlCompute.Completion;

/// <summary>Completes families of virtual machines that the region offers.</summary>
public sealed class VmFamilyCompleter : ServiceCompleter
{
    private protected override bool TakesWildcards => true;

    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        GroupByName(
            service.ListSizes(command).Where(size => size.Family is not null),
            size => size.Family!,
            size => size.Name);
}

/// <summary>Completes the names of usages and quotas: families and totals.</summary>
public sealed class UsageNameCompleter : ServiceCompleter
{
    private protected override bool TakesWildcards => true;

    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        service.ListUsages(command).GroupBy(usage => usage.Name, StringComparer.OrdinalIgnoreCase)
            .OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
            .Select(group => new CompletionAnswer(group.Key, group.FirstOrDefault(usage => usage.DisplayName is not null)?.DisplayName));
}
