using System.Management.Automation;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Changing;

/// <summary>Converts a piped size of Get-AmlComputeVmSize to a row with that size.</summary>
internal static class SizeRow
{
    /// <summary>Returns a size as a row; any other object unchanged.</summary>
    public static PSObject ConvertSize(PSObject piped) => IsSize(piped)
        ? PlainRow.Create([(nameof(VmSize), SavedObject.ReadText(piped, nameof(VmSize.Name)))])
        : piped;

    public static bool IsSize(PSObject? piped) => piped is not null && SavedObject.IsOfType<VmSize>(piped);
}
