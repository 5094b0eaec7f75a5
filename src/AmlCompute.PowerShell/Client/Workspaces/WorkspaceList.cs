using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;

namespace AmlCompute.Client.Workspaces;

/// <summary>Lists the subscriptions of a sign-in and the workspaces of a subscription, and finds a workspace by its name.</summary>
internal static class WorkspaceList
{
    /// <summary>The most workspaces that an error names.</summary>
    private const int MostCandidates = 10;

    private static readonly JsonMember<string> SubscriptionId = JsonMembers.CreateText("subscriptionId");
    private static readonly JsonMember<string> DisplayName = JsonMembers.CreateText("displayName");
    private static readonly JsonMember<string> Id = JsonMembers.CreateText("id");

    public static IAsyncEnumerable<Subscription> ListSubscriptionsAsync(ServiceConnection connection, CallContext call)
    {
        ItemKind<Subscription> subscriptions = new(
            "subscriptions", json => SubscriptionId.Read(json) is { } id ? new Subscription(id, DisplayName.Read(json)) : null);
        return connection.Client.Lists.ReadItemsAsync(connection.Client.Urls.SubscriptionListUrl, subscriptions, call);
    }

    /// <summary>Reads the workspaces of a subscription, or of a resource group in it if that is not null, page by page.</summary>
    public static IAsyncEnumerable<Workspace> ListWorkspacesAsync(
        ServiceConnection connection, string subscriptionId, string? resourceGroupName, CallContext call)
    {
        string source = resourceGroupName is null
            ? $"list of subscription {subscriptionId}"
            : $"list of resource group {resourceGroupName}";
        ItemKind<Workspace> workspaces = new(
            "workspaces",
            json => Id.Read(json) is { } id && WorkspaceReference.IsWorkspaceId(id)
                ? connection.CreateWorkspace(WorkspaceReference.Parse(id, source), json)
                : null);
        Uri url = connection.Client.Urls.BuildWorkspaceListUrl(subscriptionId, resourceGroupName);
        return connection.Client.Lists.ReadItemsAsync(url, workspaces, call);
    }

    /// <summary>Finds the workspace with a name in a subscription.</summary>
    /// <exception cref="ComputeTargetException">
    /// The subscription has no workspace of that name, or several, or its workspaces cannot be listed.
    /// </exception>
    public static async Task<Workspace> FindWorkspaceAsync(
        ServiceConnection connection, string subscriptionId, string name, CallContext call)
    {
        List<Workspace> others = [];
        List<Workspace> namesakes = [];
        await foreach (Workspace workspace in ListWorkspacesAsync(connection, subscriptionId, null, call).ConfigureAwait(false))
        {
            (string.Equals(workspace.Name, name, StringComparison.OrdinalIgnoreCase) ? namesakes : others).Add(workspace);
        }

        return namesakes.Count switch
        {
            1 => namesakes[0],
            0 => throw new ComputeTargetException(
                ErrorIds.WorkspaceNotFound,
                $"Subscription {subscriptionId} has no workspace '{name}' that this sign-in can access."
                + (others.Count == 0 ? string.Empty : $" {DescribeCandidates(others, "It has")}"))
            {
                Correction = Suggestions.FindCorrection(name, others.Select(workspace => workspace.Name)),
            },
            _ => throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved,
                $"Subscription {subscriptionId} has {namesakes.Count} workspaces '{name}'; specify -ResourceGroupName. "
                + DescribeCandidates(namesakes, "They are")),
        };
    }

    private static string DescribeCandidates(List<Workspace> workspaces, string intro)
    {
        string[] names = [.. workspaces.Select(workspace => $"{workspace.Name} in {workspace.ResourceGroupName}")];
        return $"{intro} {NameList.JoinFirst(names, MostCandidates)}.";
    }
}
