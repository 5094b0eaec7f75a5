using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Completion;

/// <summary>
/// Completes the regions of the service: first that of the command's workspace, then those of the subscription's other workspaces, then the
/// others.
/// </summary>
public sealed class LocationCompleter : ServiceCompleter
{
    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service)
    {
        string? ownRegion = service.Workspace.Location is { } region ? RegionNames.Normalize(region) : null;
        CompletionAnswer[] used =
        [
            .. service.ListWorkspaces().Where(workspace => workspace.Location is not null)
                .GroupBy(workspace => RegionNames.Normalize(workspace.Location!))
                .OrderByDescending(group => group.Any(service.Workspace.IsSameAs) || group.Key == ownRegion)
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new CompletionAnswer(
                    group.Key, $"Workspaces: {string.Join(", ", group.Select(workspace => workspace.Name))}")),
        ];
        return used.Concat(service.ListLocations()
            .Where(location => !Array.Exists(used, answer => answer.Value.Equals(location, StringComparison.OrdinalIgnoreCase)))
            .Select(location => new CompletionAnswer(location)));
    }
}

/// <summary>
/// Completes workspaces: by name in the resource group of the current workspace, and with -SubscriptionId, which searches by names; by
/// resource id elsewhere.
/// </summary>
public sealed class WorkspaceCompleter : ServiceCompleter
{
    /// <summary>The value of -SubscriptionId that stands for all subscriptions; workspaces of the current one are offered for it.</summary>
    private const string AllSubscriptions = "*";

    /// <summary>
    /// Returns the workspace of the session, because the argument of -Workspace is the word to complete; null if the session has no
    /// connection, or if -SubscriptionId is known only after running the line.
    /// </summary>
    private protected override Workspace? FindWorkspace(
        AmlSession session, CompletedCommand command, Func<WorkspaceReference?> findConfig) =>
        command.IsUnknownUntilRun("SubscriptionId") ? null : session.FindSignedInWorkspace(null, findConfig);

    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service)
    {
        string[] subscriptions = [.. command.ReadTexts("SubscriptionId")];
        return subscriptions.Length == 0
            ? service.ListWorkspaces().OrderBy(workspace => workspace.Name, StringComparer.OrdinalIgnoreCase)
                .Select(workspace => CreateAnswer(workspace, service.Workspace.ResourceGroupName))
            : GroupByName(
                subscriptions.SelectMany(id => service.ListWorkspaces(id == AllSubscriptions ? null : id)),
                workspace => workspace.Name,
                workspace => workspace.Id);
    }

    /// <summary>Returns the name of a workspace in the current resource group; the resource id of another workspace.</summary>
    private static CompletionAnswer CreateAnswer(Workspace workspace, string currentGroup) =>
        workspace.ResourceGroupName.Equals(currentGroup, StringComparison.OrdinalIgnoreCase)
            ? new CompletionAnswer(workspace.Name, workspace.Id)
            : new CompletionAnswer(workspace.Id, $"{workspace.Name} in {workspace.ResourceGroupName}", workspace.Name);
}

/// <summary>Completes the subscriptions that the sign-in can read, also by their names.</summary>
public sealed class SubscriptionCompleter : ServiceCompleter
{
    /// <summary>
    /// Returns the workspace of the session; null if the session has no connection, and with -Sandbox, because the sandbox does not exist
    /// yet.
    /// </summary>
    private protected override Workspace? FindWorkspace(
        AmlSession session, CompletedCommand command, Func<WorkspaceReference?> findConfig) =>
        command.IsSwitchOn("Sandbox") ? null : session.FindSignedInWorkspace(null, findConfig);

    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        service.ListSubscriptions().OrderBy(subscription => subscription.Name, StringComparer.OrdinalIgnoreCase)
            .Select(subscription => new CompletionAnswer(subscription.Id, subscription.Name, subscription.Name));
}

/// <summary>
/// The base class of completers of a workspace's id, or of a part of it. They read the workspaces of the subscription that the line names,
/// or of the session's subscription.
/// </summary>
public abstract class WorkspacePartCompleter : ServiceCompleter
{
    /// <summary>
    /// Returns the workspace of the session; null if the session has no connection or -SubscriptionId is known only after running the
    /// line, and with -Sandbox, because the sandbox does not exist yet.
    /// </summary>
    private protected override Workspace? FindWorkspace(
        AmlSession session, CompletedCommand command, Func<WorkspaceReference?> findConfig) =>
        command.IsUnknownUntilRun("SubscriptionId") || command.IsSwitchOn("Sandbox")
            ? null
            : session.FindSignedInWorkspace(null, findConfig);

    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        GroupByName(
            service.ListWorkspaces(command["SubscriptionId"] as string).Where(workspace => CanChoose(command, workspace)),
            ReadPart,
            Describe);

    /// <summary>Returns the value to complete.</summary>
    private protected abstract string ReadPart(Workspace workspace);

    /// <summary>Returns the description of a workspace with this value.</summary>
    private protected abstract string Describe(Workspace workspace);

    /// <summary>Returns true if the workspace fits the other arguments of the line.</summary>
    private protected abstract bool CanChoose(CompletedCommand command, Workspace workspace);

    /// <summary>Returns true if the line has the value as the argument of a parameter, or no known argument of it.</summary>
    private protected static bool AllowsValue(CompletedCommand command, string parameter, string value) =>
        command[parameter] is not string argument || argument.Equals(value, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Completes names of workspaces.</summary>
public sealed class WorkspaceNameCompleter : WorkspacePartCompleter
{
    private protected override string ReadPart(Workspace workspace) => workspace.Name;

    private protected override string Describe(Workspace workspace) =>
        CompletionAnswer.JoinFacts(workspace.ResourceGroupName, workspace.Location);

    private protected override bool CanChoose(CompletedCommand command, Workspace workspace) =>
        AllowsValue(command, "ResourceGroupName", workspace.ResourceGroupName);
}

/// <summary>Completes resource ids of workspaces.</summary>
public sealed class WorkspaceIdCompleter : WorkspacePartCompleter
{
    private protected override string ReadPart(Workspace workspace) => workspace.Id;

    private protected override string Describe(Workspace workspace) =>
        CompletionAnswer.JoinFacts(workspace.Name, workspace.Location);

    private protected override bool CanChoose(CompletedCommand command, Workspace workspace) => true;
}

/// <summary>Completes resource groups that contain a workspace.</summary>
public sealed class WorkspaceGroupCompleter : WorkspacePartCompleter
{
    private protected override string ReadPart(Workspace workspace) => workspace.ResourceGroupName;

    private protected override string Describe(Workspace workspace) => workspace.Name;

    private protected override bool CanChoose(CompletedCommand command, Workspace workspace) =>
        AllowsValue(command, "WorkspaceName", workspace.Name);
}
