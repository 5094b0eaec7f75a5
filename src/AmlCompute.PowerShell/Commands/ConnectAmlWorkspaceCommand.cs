using System.Collections;
using System.Management.Automation;
using AmlCompute.Client;
using AmlCompute.Client.Authentication;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Signs in and chooses the workspace of this session.</summary>
[Cmdlet(VerbsCommunications.Connect, "AmlWorkspace", DefaultParameterSetName = ParameterSets.Default)]
[OutputType(typeof(Workspace))]
public sealed class ConnectAmlWorkspaceCommand : SignInCommand
{
    /// <summary>Gets or sets the name of the workspace.</summary>
    [Parameter(Position = 0)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(WorkspaceNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? WorkspaceName { get; set; }

    /// <summary>Gets or sets the resource group of the workspace.</summary>
    [Parameter(Position = 1)]
    [Alias("ResourceGroup")]
    [ArgumentCompleter(typeof(WorkspaceGroupCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ResourceGroupName { get; set; }

    /// <summary>Gets or sets the subscription of the workspace, a GUID.</summary>
    [Parameter(Position = 2)]
    [Alias("Subscription")]
    [ValidateNotNullOrEmpty]
    public string? SubscriptionId { get; set; }

    /// <summary>Gets or sets the ARM resource id of the workspace, instead of its three names.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ResourceId { get; set; }

    /// <summary>Gets or sets a config.json that names the workspace, or the folder to search for one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConfigPath { get; set; }

    /// <summary>Gets or sets whether to send nothing: neither sign-in nor name are checked before they are used.</summary>
    [Parameter]
    public SwitchParameter SkipValidation { get; set; }

    /// <summary>Gets or sets whether to use a new sandbox in the memory of this process, and not Azure.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Sandbox)]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>Gets or sets how the sandbox behaves: Speed, Clock, Seed, PageSize, Latency, Fault, StrictNames.</summary>
    [Parameter(ParameterSetName = ParameterSets.Sandbox)]
    public IDictionary? SandboxOption { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Workspace workspace = OrEnd(() => Sandbox ? ConnectSandbox() : ConnectAzure());
        Session.Connect(workspace);
        WriteObject(workspace);
    }

    private Workspace ConnectSandbox()
    {
        if (Environment is not null || Endpoint is not null)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, "-Sandbox is in this process; it goes with neither -Environment nor -Endpoint.");
        }

        WorkspaceReference? named = Named();
        (ServiceConnection connection, WorkspaceReference reference) = ConnectionFactory.Sandbox(
            PlainData.UnwrapAll(SandboxOption),
            (named?.SubscriptionId ?? SubscriptionId, named?.ResourceGroupName ?? ResourceGroupName, named?.Name ?? WorkspaceName));
        return SkipValidation ? connection.Describe(reference) : Await(call => connection.OpenAsync(reference, call));
    }

    private Workspace ConnectAzure()
    {
        SignInOptions signIn = SignIn();
        WorkspaceReference? reference = Named() ?? Discovered();
        ServiceConnection connection = ConnectionFactory.Azure(signIn, System.Environment.GetEnvironmentVariable);
        if (signIn.Kind != SignInKind.Default && signIn.Endpoint?.Scheme == Uri.UriSchemeHttp)
        {
            WriteWarning($"Requests to {signIn.Endpoint} are sent without a token: http shows it to everyone on the way.");
        }

        return reference is null ? Found(connection)
            : SkipValidation ? connection.Describe(reference)
            : Await(call => connection.OpenAsync(reference, call));
    }

    /// <summary>The workspace that the name alone means, when the subscription has one of it.</summary>
    private Workspace Found(ServiceConnection connection)
    {
        string? subscription = SubscriptionId ?? Session.SubscriptionId(Folder, inSandbox: false);
        return subscription is null
            ? throw Missing("-SubscriptionId")
            : Await(call => WorkspaceSearch.FindAsync(connection, subscription, WorkspaceName!, call));
    }

    /// <summary>The workspace as the parameters name it; null when they do not, or not wholly.</summary>
    private WorkspaceReference? Named()
    {
        bool anyName = WorkspaceName is not null || ResourceGroupName is not null || SubscriptionId is not null;
        if ((ResourceId is null ? 0 : 1) + (ConfigPath is null ? 0 : 1) + (anyName ? 1 : 0) > 1)
        {
            throw new ComputeTargetException(
                ErrorIds.InvalidArgument, "Name the workspace once: by -WorkspaceName, -ResourceGroupName and -SubscriptionId, by -ResourceId, or by -ConfigPath.");
        }

        return ResourceId is not null ? WorkspaceReference.Parse(ResourceId, "parameters")
            : ConfigPath is not null ? WorkspaceDiscovery.FromPath(FilePaths.ResolveLiteral(SessionState.Path, ConfigPath))
            : WorkspaceName is not null && ResourceGroupName is not null && SubscriptionId is not null
                ? new WorkspaceReference(SubscriptionId, ResourceGroupName, WorkspaceName, "parameters")
            : null;
    }

    /// <summary>
    /// What the parameters left open comes from the session, a config file or the environment. Null when only the resource group is open, which can be found out.
    /// </summary>
    private WorkspaceReference? Discovered()
    {
        WorkspaceReference? found = WorkspaceDiscovery.Find(Folder, System.Environment.GetEnvironmentVariable);
        bool isAnother = WorkspaceName is not null && !string.Equals(WorkspaceName, found?.Name, StringComparison.OrdinalIgnoreCase);
        if (isAnother && ResourceGroupName is null && !SkipValidation)
        {
            return null;
        }

        string? name = WorkspaceName ?? found?.Name;
        string? group = ResourceGroupName ?? found?.ResourceGroupName;
        string? subscription = SubscriptionId ?? found?.SubscriptionId ?? Session.SubscriptionId(Folder, inSandbox: false);
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

    private static ComputeTargetException Missing(string parameters) =>
        new(ErrorIds.WorkspaceNotResolved, $"{parameters} is missing, and neither the session, nor a config.json, nor the environment tells it.");
}
