using System.Management.Automation;

namespace AmlCompute.Commands;

/// <summary>Forgets the workspace of this session and the sign-in. Objects that carry a connection go on working.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "AmlWorkspace")]
[OutputType(typeof(Workspace))]
public sealed class DisconnectAmlWorkspaceCommand : AmlComputeCommand
{
    /// <summary>Gets or sets whether to emit the workspace that was forgotten.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Workspace? forgotten = Session.Current;
        Session.Forget();
        if (PassThru && forgotten is not null)
        {
            WriteObject(forgotten);
        }
    }
}
