namespace AmlCompute.Completion;

/// <summary>Completes the resource ids of the user-assigned identities of the workspace's targets, also by their names.</summary>
public sealed class IdentityCompleter : ServiceCompleter
{
    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        service.ListTargets().SelectMany(target => (target.Identity?.UserAssignedIdentities.Keys ?? []).Select(id => (Id: id, target.Name)))
            .GroupBy(identity => identity.Id, identity => identity.Name, StringComparer.OrdinalIgnoreCase)
            .OrderBy(identity => identity.Key, StringComparer.OrdinalIgnoreCase)
            .Select(identity => new CompletionAnswer(
                identity.Key, $"Identity of {string.Join(", ", identity)}", ResourceIdText.GetName(identity.Key)));
}
