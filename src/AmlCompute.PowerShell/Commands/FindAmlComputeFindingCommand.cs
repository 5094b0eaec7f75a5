using System.Management.Automation;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Finds compute targets that cost money without use, are too open, do not work, or have a retired or retiring size.</summary>
[Cmdlet(VerbsCommon.Find, "AmlComputeFinding", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(ComputeFinding))]
public sealed class FindAmlComputeFindingCommand : FindingCommand
{
    private protected override void WriteFindings(
        IReadOnlyList<ComputeTarget> targets, IReadOnlyList<ComputeFinding> findings, IReadOnlyList<string> unknown) =>
        WriteObject(findings, enumerateCollection: true);
}
