using System.Collections;
using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>Reads rows of data: hashtables, and objects without a class, such as those of Import-Csv. Creates such objects.</summary>
internal static class PlainRow
{
    /// <summary>Returns the members of a row, with the wrappers of their values; null if the object is not a row.</summary>
    public static IEnumerable<(string Name, object? Value)>? ReadMembers(PSObject row) => row.BaseObject switch
    {
        IDictionary dictionary => PlainData.ListEntries(dictionary),
        PSCustomObject => row.Properties.Select(property => (property.Name, (object?)property.Value)),
        _ => null,
    };

    /// <summary>Returns the value of a member without wrappers; null if the row does not have it.</summary>
    public static object? ReadValue(PSObject row, string member) => row.BaseObject is IDictionary dictionary
        ? PlainData.UnwrapValues(dictionary)[member]
        : PlainData.Unwrap(row.Properties[member]?.Value);

    /// <summary>Creates an object without a class, with the members in the given order.</summary>
    public static PSObject Create(IEnumerable<(string Name, object? Value)> members)
    {
        PSObject row = new();
        foreach ((string name, object? value) in members)
        {
            row.Properties.Add(new PSNoteProperty(name, value));
        }

        return row;
    }
}
