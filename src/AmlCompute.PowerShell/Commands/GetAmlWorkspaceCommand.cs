using System.Management.Automation;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Gets the workspace that commands of this session work in, and where it came from; or lists the workspaces there are.</summary>
[Cmdlet(VerbsCommon.Get, "AmlWorkspace", DefaultParameterSetName = ParameterSets.Default)]
[OutputType(typeof(Workspace))]
public sealed class GetAmlWorkspaceCommand : AmlComputeCommand
{
    /// <summary>Gets or sets whether to list the workspaces of a subscription or of a resource group.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.ListAvailable)]
    public SwitchParameter ListAvailable { get; set; }

    /// <summary>Gets or sets the subscription, a GUID; unless given, the one of the session, of a config file or of the environment.</summary>
    [Parameter(ParameterSetName = ParameterSets.ListAvailable)]
    [Alias("Subscription")]
    [ValidateNotNullOrEmpty]
    public string? SubscriptionId { get; set; }

    /// <summary>Gets or sets the resource group; unless given, all of the subscription are listed.</summary>
    [Parameter(ParameterSetName = ParameterSets.ListAvailable)]
    [Alias("ResourceGroup")]
    [ArgumentCompleter(typeof(WorkspaceGroupCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ResourceGroupName { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => OrEnd(() =>
    {
        try
        {
            Write();
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.WorkspaceNotResolved)
        {
            // Other commands have -Workspace; this one tells which it would be without.
            exception.Remedy ??= ListAvailable ? "Give -SubscriptionId, or run Connect-AmlWorkspace." : "Run Connect-AmlWorkspace.";
            throw;
        }
    });

    private void Write()
    {
        if (!ListAvailable)
        {
            WriteObject(Session.Resolve(null, Folder));
            return;
        }

        ServiceConnection connection = Session.Connection;
        string subscription = SubscriptionId ?? Session.SubscriptionId(Folder, connection.Sandbox is not null)
            ?? throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved, "-SubscriptionId is missing, and neither the session, nor a config.json, nor the environment tells it.");
        foreach (Workspace workspace in Stream(call => WorkspaceList.ListAsync(connection, subscription, ResourceGroupName, call)))
        {
            WriteObject(workspace);
        }
    }
}
