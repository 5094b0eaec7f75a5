using System.Collections;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.SignIn;

namespace AmlCompute.Client.Workspaces;

/// <summary>
/// Connects to the workspace that a user chose. In Azure, missing names come from a config file or the environment, a missing subscription
/// also from the session.
/// </summary>
/// <param name="choice">The choice of the user.</param>
/// <param name="session">The session, whose workspace has the default subscription.</param>
/// <param name="findConfig">Finds the workspace of a config file or of the environment.</param>
internal sealed class WorkspaceConnector(WorkspaceChoice choice, AmlSession session, Func<WorkspaceReference?> findConfig)
{
    /// <summary>The workspace of the config file or of the environment; null for none.</summary>
    private readonly Lazy<WorkspaceReference?> _config = new(findConfig);

    /// <summary>Connects to a workspace of Azure, or of the address that the user specified.</summary>
    /// <exception cref="ComputeTargetException">
    /// The choice is not valid, the config file cannot be read, a name or a sign-in option is missing or not valid, the sign-in failed, or
    /// the workspace does not exist or cannot be read.
    /// </exception>
    public async Task<Workspace> OpenAzureAsync(SignInOptions signIn, CallContext call)
    {
        WorkspaceReference? reference = choice.ToReference() ?? CompleteChoice();
        string subscription = reference?.SubscriptionId ?? FindSubscription() ?? throw CreateMissingError("-SubscriptionId");
        if (!Guid.TryParse(subscription, out _))
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"The subscription '{subscription}' of {DescribeSubscriptionSource(reference)} is not a GUID.");
        }

        ServiceConnection connection = ConnectionFactory.CreateAzure(signIn, Environment.GetEnvironmentVariable);
        if (signIn.Kind != SignInKind.Default && signIn.Endpoint?.Scheme == Uri.UriSchemeHttp)
        {
            call.Log.WriteWarning($"Requests to {signIn.Endpoint} are sent without a token, because http is not encrypted.");
        }

        return reference is null
            ? await WorkspaceList.FindWorkspaceAsync(connection, subscription, choice.WorkspaceName!, call).ConfigureAwait(false)
            : await OpenAsync(connection, reference, call).ConfigureAwait(false);
    }

    /// <summary>
    /// Creates a sandbox and connects to its workspace, which has the names that the user specified; the sandbox has a default for each.
    /// </summary>
    /// <exception cref="ComputeTargetException">The choice or an option of the sandbox is not valid.</exception>
    public Task<Workspace> OpenSandboxAsync(IDictionary options, CallContext call)
    {
        WorkspaceChoice names = choice.ToReference() is { } chosen
            ? new WorkspaceChoice(chosen.Name, chosen.ResourceGroupName, chosen.SubscriptionId)
            : choice;
        (ServiceConnection connection, WorkspaceReference reference) = ConnectionFactory.CreateSandbox(options, names);
        return OpenAsync(connection, reference, call);
    }

    private async Task<Workspace> OpenAsync(ServiceConnection connection, WorkspaceReference reference, CallContext call) =>
        choice.SkipsValidation
            ? connection.CreateWorkspace(reference)
            : await connection.ReadWorkspaceAsync(reference, call).ConfigureAwait(false);

    /// <summary>Returns the subscription of the choice or of another source, the session first; null for none.</summary>
    private string? FindSubscription() => choice.SubscriptionId ?? session.FindAzureSubscriptionId(() => _config.Value);

    /// <summary>
    /// Adds the missing names of the choice from the other sources. Returns null for a name without a resource group if the config file or
    /// the environment has another name or subscription, or none: a request for the list of workspaces then finds the group. Without
    /// validation no request is sent, and the group of the config file or of the environment is used.
    /// </summary>
    /// <exception cref="ComputeTargetException">A name is missing, or the config file cannot be read or lacks a name.</exception>
    private WorkspaceReference? CompleteChoice()
    {
        WorkspaceReference? config = _config.Value;
        bool isOtherWorkspace =
            IsOther(choice.WorkspaceName, config?.Name) || IsOther(choice.SubscriptionId, config?.SubscriptionId);
        if (choice is { WorkspaceName: not null, ResourceGroupName: null, SkipsValidation: false } && isOtherWorkspace)
        {
            return null;
        }

        string? name = choice.WorkspaceName ?? config?.Name;
        string? group = choice.ResourceGroupName ?? config?.ResourceGroupName;
        string? subscription = choice.SubscriptionId ?? config?.SubscriptionId ?? FindSubscription();
        string missing = string.Join(", ", new[]
        {
            name is null ? "-WorkspaceName" : null,
            group is null ? "-ResourceGroupName" : null,
            subscription is null ? "-SubscriptionId" : null,
        }.OfType<string>());
        return missing.Length == 0
            ? new WorkspaceReference(subscription!, group!, name!, config?.Source ?? WorkspaceChoice.ParameterSource)
            : throw CreateMissingError(missing);
    }

    /// <summary>
    /// Returns the source of a subscription that is not a GUID: a config file or the environment, because the command has checked its
    /// parameters, and the subscription of the session is a GUID.
    /// </summary>
    /// <param name="reference">The workspace with the subscription; null for a name without a resource group.</param>
    private string DescribeSubscriptionSource(WorkspaceReference? reference) =>
        (reference ?? _config.Value)?.Source is { } source and not WorkspaceChoice.ParameterSource
            ? source
            : "the environment variable AZUREML_ARM_SUBSCRIPTION or AZURE_SUBSCRIPTION_ID";

    /// <summary>Returns true if a name was specified that is not the one of the config file or of the environment.</summary>
    private static bool IsOther(string? specified, string? configured) =>
        specified is not null && !string.Equals(specified, configured, StringComparison.OrdinalIgnoreCase);

    private static ComputeTargetException CreateMissingError(string parameters)
    {
        (string verb, string pronoun) = parameters.Contains(',') ? ("are", "them") : ("is", "it");
        return new(
            ErrorIds.WorkspaceNotResolved,
            $"{parameters} {verb} missing, and no config.json file or environment variable specifies {pronoun}.");
    }
}
