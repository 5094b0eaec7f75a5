using System.Management.Automation;

namespace AmlCompute.Commands;

/// <summary>Removes the workspace and the sign-in from this session. Objects with a connection remain usable.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "AmlWorkspace")]
[OutputType(typeof(Workspace))]
public sealed class DisconnectAmlWorkspaceCommand : AmlComputeCommand
{
    /// <summary>Gets or sets whether to emit the removed workspace.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Workspace? removed = Session.Current;
        Session.Disconnect();
        if (PassThru && removed is not null)
        {
            WriteObject(removed);
        }
    }
}
