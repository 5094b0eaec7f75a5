using System.Collections;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.SignIn;

namespace AmlCompute.Client.Workspaces;

/// <summary>
/// Connects to the workspace that a user chose. Missing names come from the session, a config file or the environment. Without a request,
/// neither the sign-in nor the name is verified.
/// </summary>
internal sealed class WorkspaceConnector(
    WorkspaceChoice choice, AmlSession session, Func<WorkspaceReference?> findConfig, bool sendsNothing)
{
    /// <summary>Connects to a workspace of Azure, or of the address that the user specified.</summary>
    public async Task<Workspace> OpenAzureAsync(SignInOptions signIn, CallContext call)
    {
        WorkspaceReference? reference = choice.Named() ?? Discovered();
        if (reference is not null && !Guid.TryParse(reference.SubscriptionId, out _))
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"The subscription '{reference.SubscriptionId}' of {reference.Source} is not a GUID.");
        }

        ServiceConnection connection = ConnectionFactory.Azure(signIn, Environment.GetEnvironmentVariable);
        if (signIn.Kind != SignInKind.Default && signIn.Endpoint?.Scheme == Uri.UriSchemeHttp)
        {
            call.Log.Warning($"Requests to {signIn.Endpoint} are sent without a token, because http is not encrypted.");
        }

        return reference is null
            ? await WorkspaceList.FindAsync(connection, Subscription() ?? throw Missing("-SubscriptionId"), choice.WorkspaceName!, call)
                .ConfigureAwait(false)
            : await OpenAsync(connection, reference, call).ConfigureAwait(false);
    }

    /// <summary>Creates a sandbox and connects to its workspace, which has the names that the user specified.</summary>
    public Task<Workspace> OpenSandboxAsync(IDictionary options, CallContext call)
    {
        WorkspaceReference? named = choice.Named();
        (ServiceConnection connection, WorkspaceReference reference) = ConnectionFactory.Sandbox(
            options,
            (
                named?.SubscriptionId ?? choice.SubscriptionId,
                named?.ResourceGroupName ?? choice.ResourceGroupName,
                named?.Name ?? choice.WorkspaceName));
        return OpenAsync(connection, reference, call);
    }

    private static ComputeTargetException Missing(string parameters)
    {
        (string verb, string pronoun) = parameters.Contains(',') ? ("are", "them") : ("is", "it");
        return new(
            ErrorIds.WorkspaceNotResolved,
            $"{parameters} {verb} missing, and the session, the config.json file and the environment variables do not specify {pronoun}.");
    }

    private async Task<Workspace> OpenAsync(ServiceConnection connection, WorkspaceReference reference, CallContext call) =>
        sendsNothing ? connection.Describe(reference) : await connection.OpenAsync(reference, call).ConfigureAwait(false);

    private string? Subscription() => choice.SubscriptionId ?? session.SubscriptionId(findConfig, inSandbox: false);

    /// <summary>Combines the choice with the other sources; null if only the resource group is missing, which a list contains.</summary>
    private WorkspaceReference? Discovered()
    {
        WorkspaceReference? found = findConfig();
        bool isAnother = choice.WorkspaceName is not null
            && !string.Equals(choice.WorkspaceName, found?.Name, StringComparison.OrdinalIgnoreCase);
        if (isAnother && choice.ResourceGroupName is null && !sendsNothing)
        {
            return null;
        }

        string? name = choice.WorkspaceName ?? found?.Name;
        string? group = choice.ResourceGroupName ?? found?.ResourceGroupName;
        string? subscription = choice.SubscriptionId ?? found?.SubscriptionId ?? Subscription();
        string missing = string.Join(", ", new[]
        {
            name is null ? "-WorkspaceName" : null,
            group is null ? "-ResourceGroupName" : null,
            subscription is null ? "-SubscriptionId" : null,
        }.OfType<string>());
        return missing.Length == 0
            ? new WorkspaceReference(subscription!, group!, name!, found?.Source ?? "parameters")
            : throw Missing(missing);
    }
}

/// <summary>The workspace that a user chose by its names, its resource id or a config file; null for a missing value.</summary>
internal sealed record WorkspaceChoice(string? WorkspaceName, string? ResourceGroupName, string? SubscriptionId)
{
    public string? ResourceId { get; init; }

    /// <summary>Gets the full path of a config.json, or of the folder to search for one.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Returns the workspace if the choice identifies it completely; null otherwise.</summary>
    public WorkspaceReference? Named()
    {
        bool anyName = WorkspaceName is not null || ResourceGroupName is not null || SubscriptionId is not null;
        if ((ResourceId is null ? 0 : 1) + (ConfigPath is null ? 0 : 1) + (anyName ? 1 : 0) > 1)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                "The workspace is specified in more than one way. "
                + "Use -WorkspaceName, -ResourceGroupName and -SubscriptionId, or -ResourceId, or -ConfigPath.");
        }

        return this switch
        {
            { ResourceId: { } id } => WorkspaceReference.Parse(id, "parameters"),
            { ConfigPath: { } path } => WorkspaceConfig.FromPath(path),
            { WorkspaceName: { } name, ResourceGroupName: { } group, SubscriptionId: { } subscription } =>
                new WorkspaceReference(subscription, group, name, "parameters"),
            _ => null,
        };
    }
}
