using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using Xunit;

namespace AmlCompute.Tests.Commands.Parameters;

public sealed class PlainDataTests
{
    [Fact]
    public void Wrappers_are_removed_in_arrays_of_arrays_and_in_dictionaries_of_any_type()
    {
        Hashtable value = new()
        {
            ["list"] = new object[] { new object[] { PSObject.AsPSObject("a") } },
            ["map"] = new Dictionary<string, object> { ["b"] = PSObject.AsPSObject(1) },
        };

        Hashtable plain = PlainData.UnwrapAll(value);

        Assert.Equal("a", Assert.IsType<object[]>(Assert.IsType<object[]>(plain["LIST"])[0])[0]);
        Assert.Equal(1, Assert.IsType<Hashtable>(plain["map"])["b"]);
    }

    [Fact]
    public void The_result_of_a_command_without_output_is_null_in_data_and_rows_and_refused_in_tags()
    {
        Hashtable value = new() { ["owner"] = AutomationNull.Value };

        Assert.Null(PlainData.Unwrap(AutomationNull.Value));
        Assert.Equal("""{"owner":null}""", PlainJson.ConvertToNode(value, "-CustomService")!.ToJsonString());
        Assert.True(RowValue.IsBlank(AutomationNull.Value));
        Assert.Equal(
            "-Tag: the value of 'owner' is the result of a command without output. Specify a value, or $null for none.",
            Assert.Throws<ComputeTargetException>(() => TagValues.ConvertTags(value, "-Tag")).Message);
    }

    [Fact]
    public void An_array_that_contains_itself_is_refused()
    {
        object[] loop = new object[1];
        loop[0] = loop;

        Assert.Equal(
            "The data is nested more than 32 levels deep, or contains itself.",
            Assert.Throws<ComputeTargetException>(() => PlainData.UnwrapAll(new Hashtable { ["loop"] = loop })).Message);
    }
}
