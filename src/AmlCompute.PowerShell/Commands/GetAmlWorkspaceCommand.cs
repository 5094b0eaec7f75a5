using System.Management.Automation;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Gets the workspace that commands without -Workspace use, or lists the existing workspaces.</summary>
[Cmdlet(VerbsCommon.Get, "AmlWorkspace", DefaultParameterSetName = ParameterSets.Default)]
[OutputType(typeof(Workspace))]
public sealed class GetAmlWorkspaceCommand : AmlComputeCommand
{
    /// <summary>Gets or sets whether to list the workspaces of a subscription or of a resource group.</summary>
    [Parameter(ParameterSetName = ParameterSets.ListAvailable)]
    public SwitchParameter ListAvailable { get; set; }

    /// <summary>Gets or sets the subscription, a GUID; the default is that of the session, a config file or the environment.</summary>
    [Parameter(ParameterSetName = ParameterSets.ListAvailable)]
    [Alias("Subscription")]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SubscriptionId { get; set; }

    /// <summary>Gets or sets the resource group. Without it, all workspaces of the subscription are listed.</summary>
    [Parameter(ParameterSetName = ParameterSets.ListAvailable)]
    [Alias("ResourceGroup")]
    [ArgumentCompleter(typeof(WorkspaceGroupCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ResourceGroupName { get; set; }

    private bool ListsWorkspaces => ListAvailable || SubscriptionId is not null || ResourceGroupName is not null;

    /// <inheritdoc/>
    protected override void EndProcessing() => RunOrEnd(() =>
    {
        try
        {
            WriteWorkspaces();
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.WorkspaceNotResolved)
        {
            // The recommendation of the error table names -Workspace, which this command does not have.
            exception.Remedy ??= ListsWorkspaces
                ? "Give -SubscriptionId, or run Connect-AmlWorkspace."
                : "Run Connect-AmlWorkspace.";
            throw;
        }
    });

    private void WriteWorkspaces()
    {
        if (!ListsWorkspaces)
        {
            WriteObject(Session.ResolveWorkspace(null, FindConfig));
            return;
        }

        SignInCommand.RequireGuid(nameof(SubscriptionId), SubscriptionId);
        ServiceConnection connection = Session.Connection;
        string subscription = SubscriptionId ?? Session.RequireSubscriptionId(FindConfig);
        foreach (Workspace workspace in
            Stream(call => WorkspaceList.ListWorkspacesAsync(connection, subscription, ResourceGroupName, call)))
        {
            WriteObject(workspace);
        }
    }
}
