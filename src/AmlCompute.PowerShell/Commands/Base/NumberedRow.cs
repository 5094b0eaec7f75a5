using System.Management.Automation;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Base;

/// <summary>A piped row with its number. Errors about the row name the number.</summary>
/// <param name="Row">The row.</param>
/// <param name="Number">The number of the row, from 1.</param>
internal sealed record NumberedRow(PSObject Row, int Number)
{
    private static readonly string[] NamingMembers = ["Name", "ComputeName"];

    /// <summary>Gets the name in the row; null for none.</summary>
    public string? Name => ReadName(Row);

    /// <summary>Returns the name in a row; null if it has none, or if its name is empty, a list or an object.</summary>
    public static string? ReadName(PSObject row) => NamingMembers.Select(member => PlainRow.ReadValue(row, member))
        .Where(name => name is string or ValueType).Select(PlainData.FormatText).FirstOrDefault(name => !string.IsNullOrEmpty(name));

    /// <summary>Returns the name that the progress and a job show for the row.</summary>
    public override string ToString() => Name ?? $"row {Number}";
}
