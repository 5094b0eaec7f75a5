using System.Management.Automation;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>
/// Finds compute targets that cost money without use, are open to too many users or networks, do not work, or have a retired size. Changes
/// nothing.
/// </summary>
[Cmdlet(VerbsCommon.Find, "AmlComputeFinding", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(ComputeFinding))]
public sealed class FindAmlComputeFindingCommand : FindingCommand
{
    private protected override void Write(
        IReadOnlyList<ComputeTarget> targets, IReadOnlyList<ComputeFinding> findings, IReadOnlyList<string> unknown)
    {
        foreach (ComputeFinding finding in findings)
        {
            WriteObject(finding);
        }
    }
}
