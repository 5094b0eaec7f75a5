namespace AmlCompute.Completion;

/// <summary>Completes the names of the compute targets that the command can use.</summary>
public class ComputeNameCompleter : ServiceCompleter
{
    private protected override bool TakesWildcards => true;

    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        service.ListTargets().Where(target => CanUseTarget(command.Name, target)).Select(target => CreateAnswer(target, Describe(target)));

    private protected virtual CompletionAnswer CreateAnswer(ComputeTarget target, string description) => new(target.Name, description);

    private static string Describe(ComputeTarget target) => CompletionAnswer.JoinFacts(
        ComputeTypes.GetWord(target.ComputeType), target.State, target.Machines?.VmSize, target.Location);

    /// <summary>Returns true if the command can process the target, because of its kind or state.</summary>
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
}

/// <summary>Completes the resource ids of the compute targets that the command can use, also by their names.</summary>
public sealed class ComputeIdCompleter : ComputeNameCompleter
{
    private protected override bool TakesWildcards => false;

    private protected override CompletionAnswer CreateAnswer(ComputeTarget target, string description) =>
        new(target.Id, description, target.Name);
}
