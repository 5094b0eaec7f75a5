using System.Management.Automation;

namespace AmlCompute.Commands;

/// <summary>Gets the workspace of this session.</summary>
[Cmdlet(VerbsCommon.Get, "AmlWorkspace")]
public sealed class GetAmlWorkspaceCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject("walking");
}
