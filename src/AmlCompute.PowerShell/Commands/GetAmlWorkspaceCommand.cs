using System.Management.Automation;

namespace AmlCompute.Commands;

/// <summary>Gets the workspace that commands of this session work in, and where it came from.</summary>
[Cmdlet(VerbsCommon.Get, "AmlWorkspace")]
[OutputType(typeof(Workspace))]
public sealed class GetAmlWorkspaceCommand : AmlComputeCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(OrEnd(() => Session.Resolve(null, Folder)));
}
