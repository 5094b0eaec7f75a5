using System.Collections;
using AmlCompute.Client.Arm;
using AmlCompute.Client.SignIn;

namespace AmlCompute.Client.Workspaces;

/// <summary>Connects to the workspace that a user chose. What the choice leaves open comes from the session, a config file or the environment.</summary>
internal sealed class WorkspaceConnector
{
    private readonly WorkspaceChoice _choice;
    private readonly AmlSession _session;
    private readonly string _folder;
    private readonly bool _sendsNothing;

    /// <param name="choice">What the user says of the workspace.</param>
    /// <param name="session">What is connected now; it is not changed.</param>
    /// <param name="folder">Where the search for a config file starts.</param>
    /// <param name="sendsNothing">Whether neither sign-in nor name are to be checked.</param>
    public WorkspaceConnector(WorkspaceChoice choice, AmlSession session, string folder, bool sendsNothing)
    {
        _choice = choice;
        _session = session;
        _folder = folder;
        _sendsNothing = sendsNothing;
    }

    /// <summary>A workspace of Azure, or of what is at the address that the user gave.</summary>
    public async Task<Workspace> OpenAzureAsync(SignInOptions signIn, CallContext call)
    {
        WorkspaceReference? reference = _choice.Named() ?? Discovered();
        ServiceConnection connection = ConnectionFactory.Azure(signIn, Environment.GetEnvironmentVariable);
        if (signIn.Kind != SignInKind.Default && signIn.Endpoint?.Scheme == Uri.UriSchemeHttp)
        {
            call.Log.Warning($"Requests to {signIn.Endpoint} are sent without a token: http shows it to everyone on the way.");
        }

        return reference is null
            ? await WorkspaceList.FindAsync(connection, Subscription() ?? throw Missing("-SubscriptionId"), _choice.WorkspaceName!, call).ConfigureAwait(false)
            : await OpenAsync(connection, reference, call).ConfigureAwait(false);
    }

    /// <summary>The workspace of a new sandbox, which has it under the names that the user gave.</summary>
    public Task<Workspace> OpenSandboxAsync(IDictionary options, CallContext call)
    {
        WorkspaceReference? named = _choice.Named();
        (ServiceConnection connection, WorkspaceReference reference) = ConnectionFactory.Sandbox(
            options,
            (named?.SubscriptionId ?? _choice.SubscriptionId, named?.ResourceGroupName ?? _choice.ResourceGroupName, named?.Name ?? _choice.WorkspaceName));
        return OpenAsync(connection, reference, call);
    }

    private static ComputeTargetException Missing(string parameters) =>
        new(ErrorIds.WorkspaceNotResolved, $"{parameters} {(parameters.Contains(',') ? "are" : "is")} missing, and neither the session, nor a config.json, nor the environment tells {(parameters.Contains(',') ? "them" : "it")}.");

    private async Task<Workspace> OpenAsync(ServiceConnection connection, WorkspaceReference reference, CallContext call) =>
        _sendsNothing ? connection.Describe(reference) : await connection.OpenAsync(reference, call).ConfigureAwait(false);

    private string? Subscription() => _choice.SubscriptionId ?? _session.SubscriptionId(_folder, inSandbox: false);

    /// <summary>What the choice and its surroundings name together. Null when only the resource group is open, which can be found out.</summary>
    private WorkspaceReference? Discovered()
    {
        WorkspaceReference? found = WorkspaceConfig.Find(_folder, Environment.GetEnvironmentVariable);
        bool isAnother = _choice.WorkspaceName is not null && !string.Equals(_choice.WorkspaceName, found?.Name, StringComparison.OrdinalIgnoreCase);
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

/// <summary>What a user says of the workspace to connect to: its three names, its resource id or a config file. What is left open is null.</summary>
internal sealed record WorkspaceChoice(string? WorkspaceName, string? ResourceGroupName, string? SubscriptionId)
{
    public string? ResourceId { get; init; }

    /// <summary>Gets the full path of a config.json, or of the folder to search for one.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>The workspace as it is named; null when it is not, or not wholly.</summary>
    /// <exception cref="ComputeTargetException">It is named in more than one way, or what names it cannot be read.</exception>
    public WorkspaceReference? Named()
    {
        bool anyName = WorkspaceName is not null || ResourceGroupName is not null || SubscriptionId is not null;
        if ((ResourceId is null ? 0 : 1) + (ConfigPath is null ? 0 : 1) + (anyName ? 1 : 0) > 1)
        {
            throw ComputeTargetException.Invalid(
                "Name the workspace once: by -WorkspaceName, -ResourceGroupName and -SubscriptionId, by -ResourceId, or by -ConfigPath.");
        }

        return ResourceId is not null ? WorkspaceReference.Parse(ResourceId, "parameters")
            : ConfigPath is not null ? WorkspaceConfig.FromPath(ConfigPath)
            : WorkspaceName is not null && ResourceGroupName is not null && SubscriptionId is not null
                ? new WorkspaceReference(SubscriptionId, ResourceGroupName, WorkspaceName, "parameters")
            : null;
    }
}
