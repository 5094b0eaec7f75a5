using System.Collections.Specialized;
using System.Management.Automation;
using AmlCompute.Commands.Parameters;
using Xunit;

namespace AmlCompute.Tests.Commands.Parameters;

public sealed class PlainRowTests
{
    public static TheoryData<object> Rows =>
    [
        new Dictionary<string, object> { ["Name"] = "a" },
        new OrderedDictionary { ["Name"] = "a" },
        PlainRow.Create([("Name", "a")]),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Dictionaries_of_any_type_and_objects_are_rows(object source)
    {
        PSObject row = PSObject.AsPSObject(source);

        (string name, object? value) = Assert.Single(PlainRow.ReadMembers(row)!);
        Assert.Equal(("Name", "a"), (name, value as string));
        Assert.Equal("a", PlainRow.ReadValue(row, "name"));
    }
}
