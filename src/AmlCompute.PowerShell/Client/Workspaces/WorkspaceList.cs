using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using Azure.Core;

namespace AmlCompute.Client.Workspaces;

/// <summary>Lists the workspaces of a subscription, and finds a workspace by its name.</summary>
internal static class WorkspaceList
{
    private static readonly JsonMember<string> SubscriptionId = JsonMembers.CreateText("subscriptionId");
    private static readonly JsonMember<string> DisplayName = JsonMembers.CreateText("displayName");
    private static readonly JsonMember<string> Id = JsonMembers.CreateText("id");

    public static IAsyncEnumerable<Subscription> SubscriptionsAsync(ServiceConnection connection, CallContext call) =>
        connection.Client.ItemsAsync(
            RequestMethod.Get,
            connection.Client.Urls.Subscriptions,
            new ItemKind<Subscription>(
                "subscriptions", json => SubscriptionId.Read(json) is { } id ? new Subscription(id, DisplayName.Read(json)) : null),
            null,
            call);

    /// <summary>Reads the workspaces of a subscription or of a resource group in it, page by page.</summary>
    public static IAsyncEnumerable<Workspace> ListAsync(
        ServiceConnection connection, string subscriptionId, string? resourceGroupName, CallContext call)
    {
        ComputeClient client = connection.Client;
        string source = resourceGroupName is null
            ? $"list of subscription {subscriptionId}"
            : $"list of resource group {resourceGroupName}";
        ItemKind<Workspace> workspaces = new(
            "workspaces", json => Id.Read(json) is { } id ? connection.Describe(WorkspaceReference.Parse(id, source), json) : null);
        return client.ItemsAsync(RequestMethod.Get, client.Urls.Workspaces(subscriptionId, resourceGroupName), workspaces, null, call);
    }

    public static async Task<Workspace> FindAsync(ServiceConnection connection, string subscriptionId, string name, CallContext call)
    {
        List<Workspace> others = [];
        List<Workspace> namesakes = [];
        await foreach (Workspace workspace in ListAsync(connection, subscriptionId, null, call).ConfigureAwait(false))
        {
            (string.Equals(workspace.Name, name, StringComparison.OrdinalIgnoreCase) ? namesakes : others).Add(workspace);
        }

        return namesakes.Count switch
        {
            1 => namesakes[0],
            0 => throw new ComputeTargetException(
                ErrorIds.WorkspaceNotFound,
                $"Subscription {subscriptionId} has no workspace '{name}' that this sign-in can access."
                + (others.Count == 0 ? string.Empty : $" {Candidates(others, "It has")}"))
            {
                Correction = Suggestions.FindCorrection(name, others.Select(other => other.Name)),
            },
            _ => throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved,
                $"Subscription {subscriptionId} has {namesakes.Count} workspaces '{name}'; specify -ResourceGroupName. "
                + Candidates(namesakes, "They are")),
        };
    }

    private static string Candidates(List<Workspace> workspaces, string intro)
    {
        const int most = 10;
        string names = string.Join(", ", workspaces.Take(most).Select(workspace => $"{workspace.Name} in {workspace.ResourceGroupName}"));
        string more = workspaces.Count > most ? $" and {workspaces.Count - most} more" : string.Empty;
        return names.Length == 0 ? string.Empty : $"{intro} {names}{more}.";
    }
}

/// <summary>A subscription of the sign-in, with the name that users see; null for none.</summary>
internal sealed record Subscription(string Id, string? Name);
