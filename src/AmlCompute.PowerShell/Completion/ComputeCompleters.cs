namespace AmlCompute.Completion;

/// <summary>Completes the names of the compute targets that the command can use.</summary>
public class ComputeNameCompleter : ServiceCompleter
{
    private protected override bool TakesWildcards => true;

    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        service.ListTargets().Where(target => CanUseTarget(command.Name, target)).Select(target => CreateAnswer(target, Describe(target)));

    private protected virtual CompletionAnswer CreateAnswer(ComputeTarget target, string description) => new(target.Name, description);

    private static string Describe(ComputeTarget target)
    {
        string?[] parts = [ComputeTypes.GetWord(target.ComputeType), target.State, GetSize(target), target.Location];
        return string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)));
    }

    private static bool CanUseTarget(string command, ComputeTarget target) => command.ToUpperInvariant() switch
    {
        "START-AMLCOMPUTETARGET" => target is ComputeInstance && InstanceStates.IsStopped(target.State),
        "STOP-AMLCOMPUTETARGET" or "RESTART-AMLCOMPUTETARGET" => target is ComputeInstance && InstanceStates.IsRunning(target.State),
        "RESIZE-AMLCOMPUTETARGET" => target is ComputeInstance,
        "REMOVE-AMLCOMPUTETARGET" => !target.IsAttached,
        "DISCONNECT-AMLCOMPUTETARGET" => target.IsAttached,
        "GET-AMLCOMPUTENODE" => target is ComputeCluster or ComputeInstance,
        "GET-AMLCOMPUTEKEY" => ComputeKey.FindFactory(target) is not null,
        _ => true,
    };

    private static string? GetSize(ComputeTarget target) => target switch
    {
        ComputeCluster cluster => cluster.VmSize,
        ComputeInstance instance => instance.VmSize,
        _ => null,
    };
}

/// <summary>Completes the resource ids of the compute targets that the command can use, also by their names.</summary>
public sealed class ComputeIdCompleter : ComputeNameCompleter
{
    private protected override bool TakesWildcards => false;

    private protected override CompletionAnswer CreateAnswer(ComputeTarget target, string description) =>
        new(target.Id, description, target.Name);
}

/// <summary>
/// Completes the schedules of the instances that the line names: Start and Stop for all schedules of an action, and the ids of schedules.
/// </summary>
public sealed class ScheduleCompleter : ServiceCompleter
{
    private protected override bool TakesWildcards => true;

    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service)
    {
        string? status = GetStatusToChange(command.Parameter);
        (ComputeSchedule Schedule, string Instance)[] schedules =
        [
            .. command.SelectNamedTargets(service.ListTargets().OfType<ComputeInstance>()).OfType<ComputeInstance>()
                .SelectMany(instance => instance.Schedules.Select(schedule => (Schedule: schedule, instance.Name)))
                .Where(item => item.Schedule.Id is not null && (status is null || item.Schedule.Status == status)),
        ];
        IEnumerable<CompletionAnswer> actions = schedules
            .GroupBy(item => item.Schedule.Action)
            .Where(group => group.Key is not null)
            .Select(group => new CompletionAnswer(group.Key!, string.Join("; ", group.Select(item => item.Schedule.ToString()))));
        IEnumerable<CompletionAnswer> ids = schedules.Select(item => new CompletionAnswer(
            item.Schedule.Id!, $"{item.Instance}: {item.Schedule}", item.Schedule.ToString()));
        return actions.Concat(ids);
    }

    /// <summary>Returns the status of the schedules that the parameter changes; null for all schedules.</summary>
    private static string? GetStatusToChange(string parameter) => parameter switch
    {
        "EnableSchedule" => "Disabled",
        "DisableSchedule" => "Enabled",
        _ => null,
    };
}

/// <summary>Completes the user-assigned identities of the workspace's targets.</summary>
public sealed class IdentityCompleter : ServiceCompleter
{
    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        service.ListTargets().SelectMany(target => (target.Identity?.UserAssignedIdentities.Keys ?? []).Select(id => (Id: id, target.Name)))
            .GroupBy(identity => identity.Id, identity => identity.Name, StringComparer.OrdinalIgnoreCase)
            .OrderBy(identity => identity.Key, StringComparer.OrdinalIgnoreCase)
            .Select(identity => new CompletionAnswer(
                identity.Key, $"Identity of {string.Join(", ", identity)}", identity.Key.Substring(identity.Key.LastIndexOf('/') + 1)));
}
