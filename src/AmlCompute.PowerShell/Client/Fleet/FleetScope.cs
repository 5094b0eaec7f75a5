using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Fleet;

/// <summary>The workspaces of a command: given ones, and those in the lists of subscriptions whose name matches.</summary>
/// <param name="given">The workspaces that need no list.</param>
/// <param name="connection">The connection that lists; null if nothing is listed.</param>
/// <param name="subscriptions">The subscriptions to list; null for all that the sign-in can read.</param>
/// <param name="patterns">The patterns of names of listed workspaces; without one, all match.</param>
internal sealed class FleetScope(
    IReadOnlyList<Workspace> given,
    ServiceConnection? connection = null,
    IReadOnlyList<string>? subscriptions = null,
    IReadOnlyList<WorkspacePattern>? patterns = null)
{
    private readonly IReadOnlyList<string> _subscriptions = subscriptions ?? [];

    public IReadOnlyList<Workspace> Given { get; } = given;

    public IReadOnlyList<WorkspacePattern> Patterns { get; } = patterns ?? [];

    /// <summary>Gets a value indicating whether the subscriptions are listed first.</summary>
    public bool ListsAll { get; } = connection is not null && subscriptions is null;

    /// <summary>Gets the subscriptions as text for an error.</summary>
    public string Place => ListsAll ? "The subscriptions of this sign-in have"
        : _subscriptions.Count == 1 ? $"Subscription {_subscriptions[0]} has"
        : $"Subscriptions {string.Join(", ", _subscriptions)} have";

    public async IAsyncEnumerable<string> SubscriptionsAsync(CallContext call)
    {
        foreach (string id in _subscriptions)
        {
            yield return id;
        }

        if (ListsAll)
        {
            await foreach (Subscription subscription in WorkspaceList.SubscriptionsAsync(connection!, call).ConfigureAwait(false))
            {
                yield return subscription.Id;
            }
        }
    }

    public async IAsyncEnumerable<Workspace> ListAsync(string subscriptionId, CallContext call)
    {
        await foreach (Workspace workspace in WorkspaceList.ListAsync(connection!, subscriptionId, null, call).ConfigureAwait(false))
        {
            // Each pattern notes its matches, so all of them are asked.
            if (Patterns.Aggregate(Patterns.Count == 0, (isMatch, pattern) => pattern.Matches(workspace.Name) || isMatch))
            {
                yield return workspace;
            }
        }
    }
}

/// <summary>A pattern of names of workspaces, which notes if it has matched one.</summary>
internal sealed class WorkspacePattern(string text, Func<string, bool> isMatch)
{
    private volatile bool _hasMatched;

    public string Text { get; } = text;

    public bool HasMatched => _hasMatched;

    public bool Matches(string name)
    {
        bool matches = isMatch(name);
        _hasMatched |= matches;
        return matches;
    }
}
