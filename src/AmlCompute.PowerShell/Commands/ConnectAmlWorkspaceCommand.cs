using System.Collections;
using System.Management.Automation;
using AmlCompute.Client.Errors;
using AmlCompute.Client.SignIn;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Signs in and chooses the workspace of this session.</summary>
[Cmdlet(VerbsCommunications.Connect, "AmlWorkspace", DefaultParameterSetName = ParameterSets.Default)]
[OutputType(typeof(Workspace))]
public sealed class ConnectAmlWorkspaceCommand : SignInCommand
{
    private readonly List<PSObject> _piped = [];

    /// <summary>Gets or sets the name of the workspace.</summary>
    [Parameter(Position = 0)]
    [Alias("Name", "Workspace")]
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
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SubscriptionId { get; set; }

    /// <summary>Gets or sets the ARM resource id of the workspace, in place of its three names.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ResourceId { get; set; }

    /// <summary>Gets or sets a config.json that names the workspace, or the folder to search for one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConfigPath { get; set; }

    /// <summary>Gets or sets whether to use a new sandbox in the memory of this process in place of Azure.</summary>
    [Parameter(ParameterSetName = ParameterSets.Sandbox)]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>Gets or sets the options of the sandbox: a hashtable with keys such as Speed, Clock, Quota, Fault or Workspace.</summary>
    [Parameter(ParameterSetName = ParameterSets.Sandbox)]
    public SandboxOption? SandboxOption { get; set; }

    /// <summary>Gets or sets whether to send no request. The first command that uses the workspace checks sign-in and name.</summary>
    [Parameter]
    public SwitchParameter SkipValidation { get; set; }

    /// <summary>Gets or sets whether to read prices that the service does not list from the public Retail Prices API.</summary>
    [Parameter]
    public SwitchParameter RetailPrices { get; set; }

    /// <summary>Gets or sets the piped workspace of Get-AmlWorkspace, which becomes that of the session without another sign-in.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            _piped.Add(InputObject);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (MyInvocation.ExpectingInput && _piped.Count == 0)
        {
            // The earlier command of the pipeline has emitted no object.
            return;
        }

        Workspace workspace = RunOrEnd(OpenWorkspace);
        if (_piped.Count == 0)
        {
            workspace.Connection.Prices.UsesRetail = RetailPrices;
        }

        Session.Connect(workspace);
        WriteObject(workspace);
    }

    /// <summary>Opens the workspace. If the session has one already, an error says that it stays connected to it.</summary>
    private Workspace OpenWorkspace()
    {
        try
        {
            return _piped.Count > 0 ? OpenPiped() : OpenSpecified();
        }
        catch (ComputeTargetException exception) when (Session.Current is { } current)
        {
            throw ServiceError.CopyError(
                exception.ComputeName,
                exception,
                $"{ErrorText.EndSentence(exception.Message)} The session stays connected to workspace '{current.Name}'.");
        }
    }

    private Workspace OpenPiped()
    {
        bool hasOtherParameters = MyInvocation.BoundParameters.Keys.Any(name => name != nameof(InputObject) && IsOwnParameter(name));
        return _piped.Count > 1 || hasOtherParameters
            ? throw Invalid("Pipe one workspace, without other parameters; it keeps its sign-in.")
            : Session.ResolveWorkspace(WorkspaceArgument.RequireWorkspace(_piped[0]), () => null);
    }

    private Workspace OpenSpecified()
    {
        WorkspaceChoice choice = new(WorkspaceName, ResourceGroupName, SubscriptionId)
        {
            ResourceId = ResourceId,
            ConfigPath = ConfigPath is null ? null : FilePaths.ResolveLiteral(SessionState.Path, ConfigPath),
            SkipsValidation = SkipValidation,
        };
        string? folder = CurrentFolder;
        WorkspaceConnector connector = new(
            choice,
            Session,
            () => WorkspaceConfig.FindWorkspace(folder, System.Environment.GetEnvironmentVariable));
        bool refusesSandbox = MyInvocation.BoundParameters.ContainsKey(nameof(Sandbox)) && !Sandbox;
        if (refusesSandbox && SandboxOption is not null)
        {
            throw Invalid("-SandboxOption cannot be combined with -Sandbox:$false. Omit one of them.");
        }

        if (ParameterSetName != ParameterSets.Sandbox || refusesSandbox)
        {
            RequireGuid(nameof(SubscriptionId), SubscriptionId);
            SignInOptions signIn = CreateSignInOptions();
            return Await(call => connector.OpenAzureAsync(signIn, call));
        }

        Hashtable options = SandboxOption?.Values ?? [];
        return Environment is null && Endpoint is null
            ? Await(call => connector.OpenSandboxAsync(options, call))
            : throw Invalid("-Sandbox cannot be combined with -Environment or -Endpoint.");
    }

    /// <summary>Returns false for a common parameter such as -Verbose.</summary>
    private bool IsOwnParameter(string parameter) => GetType().GetProperty(parameter) is not null;
}
