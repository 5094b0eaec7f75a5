using System.Collections;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.SignIn;

namespace AmlCompute.Client.Workspaces;

/// <summary>Connects to the workspace that a user chose. Missing names come from the session, a config file or the environment.</summary>
internal sealed class WorkspaceConnector
{
    private readonly WorkspaceChoice _choice;
    private readonly AmlSession _session;
    private readonly Func<WorkspaceReference?> _findConfig;
    private readonly bool _sendsNothing;

    /// <param name="choice">The workspace that the user chose.</param>
    /// <param name="session">The session; it is not changed.</param>
    /// <param name="findConfig">Searches for the workspace of a config file or of the environment.</param>
    /// <param name="sendsNothing">True if the connector sends no request, so that neither the sign-in nor the name is verified.</param>
    public WorkspaceConnector(WorkspaceChoice choice, AmlSession session, Func<WorkspaceReference?> findConfig, bool sendsNothing)
    {
        _choice = choice;
        _session = session;
        _findConfig = findConfig;
        _sendsNothing = sendsNothing;
    }

    /// <summary>Connects to a workspace of Azure, or of the address that the user specified.</summary>
    public async Task<Workspace> OpenAzureAsync(SignInOptions signIn, CallContext call)
    {
        WorkspaceReference? reference = _choice.Named() ?? Discovered();
        if (reference is not null && !Guid.TryParse(reference.SubscriptionId, out _))
        {
            throw ComputeTargetException.Invalid($"The subscription '{reference.SubscriptionId}' of {reference.Source} is not a GUID.");
        }

        ServiceConnection connection = ConnectionFactory.Azure(signIn, Environment.GetEnvironmentVariable);
        if (signIn.Kind != SignInKind.Default && signIn.Endpoint?.Scheme == Uri.UriSchemeHttp)
        {
            call.Log.Warning($"Requests to {signIn.Endpoint} are sent without a token, because http is not encrypted.");
        }

        return reference is null
            ? await WorkspaceList.FindAsync(connection, Subscription() ?? throw Missing("-SubscriptionId"), _choice.WorkspaceName!, call)
                .ConfigureAwait(false)
            : await OpenAsync(connection, reference, call).ConfigureAwait(false);
    }

    /// <summary>Creates a sandbox and connects to its workspace, which has the names that the user specified.</summary>
    public Task<Workspace> OpenSandboxAsync(IDictionary options, CallContext call)
    {
        WorkspaceReference? named = _choice.Named();
        (ServiceConnection connection, WorkspaceReference reference) = ConnectionFactory.Sandbox(
            options,
            (
                named?.SubscriptionId ?? _choice.SubscriptionId,
                named?.ResourceGroupName ?? _choice.ResourceGroupName,
                named?.Name ?? _choice.WorkspaceName));
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
        _sendsNothing ? connection.Describe(reference) : await connection.OpenAsync(reference, call).ConfigureAwait(false);

    private string? Subscription() => _choice.SubscriptionId ?? _session.SubscriptionId(_findConfig, inSandbox: false);

    /// <summary>
    /// Combines the choice with the session, a config file and the environment. Returns null if only the resource group is missing, because
    /// the list of workspaces contains it.
    /// </summary>
    private WorkspaceReference? Discovered()
    {
        WorkspaceReference? found = _findConfig();
        bool isAnother = _choice.WorkspaceName is not null
            && !string.Equals(_choice.WorkspaceName, found?.Name, StringComparison.OrdinalIgnoreCase);
        if (isAnother && _choice.ResourceGroupName is null && !_sendsNothing)
        {
            return null;
        }

        string? name = _choice.WorkspaceName ?? found?.Name;
        string? group = _choice.ResourceGroupName ?? found?.ResourceGroupName;
        string? subscription = _choice.SubscriptionId ?? found?.SubscriptionId ?? Subscription();
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

/// <summary>
/// The workspace that a user chose by its three names, its resource id or a config file. A value that was not specified is null.
/// </summary>
internal sealed record WorkspaceChoice(string? WorkspaceName, string? ResourceGroupName, string? SubscriptionId)
{
    public string? ResourceId { get; init; }

    /// <summary>Gets the full path of a config.json, or of the folder to search for one.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Returns the workspace if the choice identifies it completely; null otherwise.</summary>
    /// <exception cref="ComputeTargetException">The workspace is specified in more than one way, or a value is not valid.</exception>
    public WorkspaceReference? Named()
    {
        bool anyName = WorkspaceName is not null || ResourceGroupName is not null || SubscriptionId is not null;
        if ((ResourceId is null ? 0 : 1) + (ConfigPath is null ? 0 : 1) + (anyName ? 1 : 0) > 1)
        {
            throw ComputeTargetException.Invalid(
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
