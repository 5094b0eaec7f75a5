using System.Management.Automation;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Base;

/// <summary>A piped row and its number, for errors.</summary>
/// <param name="Row">The row.</param>
/// <param name="Number">The number of the row, from 1.</param>
internal sealed record NumberedRow(PSObject Row, int Number)
{
    private static readonly string[] NamingMembers = ["Name", "ComputeName"];

    public string? Name => NameIn(Row);

    /// <summary>Returns the name in a row or in a hashtable; null for none.</summary>
    public static string? NameIn(PSObject row) =>
        NamingMembers.Select(member => PlainRow.ValueOf(row, member)).OfType<string>().FirstOrDefault(name => name.Length > 0);

    /// <summary>Shows the name, which a job has for its item.</summary>
    public override string ToString() => Name ?? $"row {Number}";
}
