using System.Collections;
using System.Management.Automation;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Models.Json;
using Xunit;

namespace AmlCompute.Tests.Commands.Base;

public sealed class ErrorTargetMaskTests
{
    [Fact]
    public void An_object_without_secrets_is_returned_unchanged()
    {
        Hashtable row = new() { ["Name"] = "a", ["Sizes"] = new List<object> { "S", 1 }, ["Tag"] = new Hashtable { ["team"] = "vision" } };

        Assert.Same(row, ErrorTargetMask.RemoveSecrets(row));
    }

    [Fact]
    public void Secrets_in_lists_of_any_type_are_masked()
    {
        Hashtable row = new() { ["Services"] = new List<object> { new Hashtable { ["password"] = "p1" } } };

        IDictionary masked = Assert.IsAssignableFrom<IDictionary>(ErrorTargetMask.RemoveSecrets(row));

        IDictionary service = Assert.IsAssignableFrom<IDictionary>(Assert.Single(Assert.IsType<object[]>(masked["Services"])));
        Assert.Equal(Redaction.Mask, service["password"]);
    }

    [Fact]
    public void Secrets_in_a_generic_dictionary_are_masked()
    {
        IDictionary masked = Assert.IsAssignableFrom<IDictionary>(
            ErrorTargetMask.RemoveSecrets(new Dictionary<string, string> { ["password"] = "p1" }));

        Assert.Equal(Redaction.Mask, masked["password"]);
    }

    [Fact]
    public void A_list_of_secrets_is_masked_as_a_whole()
    {
        IDictionary masked = Assert.IsAssignableFrom<IDictionary>(
            ErrorTargetMask.RemoveSecrets(new Hashtable { ["AdminPassword"] = new object[] { "p1", "p2" } }));

        Assert.Equal(Redaction.Mask, masked["AdminPassword"]);
    }

    [Fact]
    public void Environment_variables_are_masked_in_a_wrapped_hashtable_and_in_an_object()
    {
        Hashtable row = new()
        {
            ["EnvironmentVariables"] = PSObject.AsPSObject(new Hashtable { ["LICENSE"] = "l1" }),
            ["Other"] = new Hashtable { ["environmentVariables"] = PlainRow.Create([("LICENSE", "l2")]) },
        };

        IDictionary masked = Assert.IsAssignableFrom<IDictionary>(ErrorTargetMask.RemoveSecrets(row));

        Assert.Equal(Redaction.Mask, Assert.IsAssignableFrom<IDictionary>(masked["EnvironmentVariables"])["LICENSE"]);
        PSObject inner = Assert.IsType<PSObject>(Assert.IsAssignableFrom<IDictionary>(masked["Other"])["environmentVariables"]);
        Assert.Equal(Redaction.Mask, inner.Properties["LICENSE"].Value);
    }

    [Theory]
    [InlineData("RowNumber")]
    [InlineData("rownumber")]
    public void The_number_of_a_row_replaces_a_column_of_its_name_in_any_casing(string column)
    {
        NumberedRow row = new(PlainRow.Create([("Name", "a"), (column, "text")]), 2);

        PSObject masked = Assert.IsType<PSObject>(ErrorTargetMask.RemoveSecrets(row));

        Assert.Equal(["RowNumber", "Name"], masked.Properties.Select(property => property.Name));
        Assert.Equal(2, masked.Properties["RowNumber"].Value);
    }

    [Fact]
    public void Deeply_nested_data_is_masked_as_a_whole()
    {
        Hashtable row = new() { ["password"] = "p1" };
        for (int depth = 0; depth < 10; depth++)
        {
            row = new Hashtable { ["inner"] = row };
        }

        object? masked = ErrorTargetMask.RemoveSecrets(row);
        while (masked is IDictionary dictionary)
        {
            masked = dictionary["inner"];
        }

        Assert.Equal(Redaction.Mask, masked);
    }

    [Fact]
    public void An_array_that_contains_itself_ends()
    {
        object[] loop = new object[1];
        loop[0] = loop;

        Assert.NotNull(ErrorTargetMask.RemoveSecrets(new Hashtable { ["loop"] = loop }));
    }
}
