using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Fleet;

/// <summary>The workspaces of a command: the specified ones, and those that it lists in subscriptions and filters by name.</summary>
/// <param name="specified">The workspaces that need no list.</param>
/// <param name="connection">The connection that lists; null if nothing is listed.</param>
/// <param name="subscriptions">The ids of the subscriptions to list; null for all that the sign-in can read.</param>
/// <param name="patterns">The patterns of names of listed workspaces; without one, all match.</param>
internal sealed class FleetScope(
    IReadOnlyList<Workspace> specified,
    ServiceConnection? connection = null,
    IReadOnlyList<string>? subscriptions = null,
    IReadOnlyList<WorkspacePattern>? patterns = null)
{
    private readonly IReadOnlyList<WorkspacePattern> _patterns = patterns ?? [];

    /// <summary>Gets the workspaces that are read without a list.</summary>
    public IReadOnlyList<Workspace> Specified { get; } = specified;

    /// <summary>Returns the ids of the subscriptions to list; none without a connection.</summary>
    public async IAsyncEnumerable<string> ListSubscriptionIdsAsync(CallContext call)
    {
        if (connection is null)
        {
            yield break;
        }

        if (subscriptions is null)
        {
            await foreach (Subscription subscription in WorkspaceList.ListSubscriptionsAsync(connection, call).ConfigureAwait(false))
            {
                yield return subscription.Id;
            }
        }

        foreach (string id in subscriptions ?? [])
        {
            yield return id;
        }
    }

    /// <summary>Lists the workspaces of a subscription that match a pattern, or all without one; marks the patterns that matched.</summary>
    public async IAsyncEnumerable<Workspace> ListWorkspacesAsync(string subscriptionId, CallContext call)
    {
        IAsyncEnumerable<Workspace> workspaces = WorkspaceList.ListWorkspacesAsync(connection!, subscriptionId, null, call);
        await foreach (Workspace workspace in workspaces.ConfigureAwait(false))
        {
            WorkspacePattern[] matching = [.. _patterns.Where(pattern => pattern.IsMatch(workspace.Name))];
            foreach (WorkspacePattern pattern in matching)
            {
                pattern.MarkMatched();
            }

            if (matching.Length > 0 || _patterns.Count == 0)
            {
                yield return workspace;
            }
        }
    }

    /// <summary>Returns a part with an error for each pattern that no listed workspace has matched.</summary>
    public IEnumerable<FleetPart<T>> CreateUnmatchedParts<T>() => _patterns
        .Where(pattern => !pattern.HasMatched)
        .Select(pattern => new FleetPart<T>(pattern.Text, [], CreateNotFoundError(pattern)));

    private ComputeTargetException CreateNotFoundError(WorkspacePattern pattern)
    {
        string missing = $"no workspace '{pattern.Text}' that this sign-in can access.";
        string message = subscriptions switch
        {
            null => $"The subscriptions of this sign-in have {missing}",
            [string id] => $"Subscription {id} has {missing}",
            _ => $"Subscriptions {string.Join(", ", subscriptions)} have {missing}",
        };
        return new ComputeTargetException(ErrorIds.WorkspaceNotFound, message)
        {
            Remedy = "List the workspaces of a subscription with Get-AmlWorkspace -ListAvailable"
                + $"{(subscriptions is [string first, ..] ? $" -SubscriptionId {first}" : string.Empty)}.",
        };
    }
}
