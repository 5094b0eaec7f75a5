using AmlCompute.Commands;
using AmlCompute.Commands.Changing;
using Xunit;

namespace AmlCompute.Tests.Commands.Changing;

/// <summary>Cells of a table as values of parameters.</summary>
public sealed class RowValueTests
{
    [Theory]
    [InlineData("a;b", "a", "b")]
    [InlineData(" a ; b; ", "a", "b")]
    [InlineData("a; ;b;", "a", "b")]
    public void A_cell_has_the_items_of_a_list_between_semicolons(string cell, params string[] expected) =>
        Assert.Equal(
            expected,
            RowValue.Convert(typeof(NewAmlComputeTargetCommand).GetProperty("IdentityId")!, cell, "'IdentityId'"));

    [Theory]
    [InlineData("0")]
    [InlineData(65536)]
    public void A_number_outside_the_range_of_its_parameter_is_refused(object cell)
    {
        ComputeTargetException error = Assert.Throws<ComputeTargetException>(
            () => RowValue.Convert(typeof(ConnectAmlComputeTargetCommand).GetProperty("SshPort")!, cell, "'SshPort'"));

        Assert.Equal($"'SshPort': {cell} is not between 1 and 65535.", error.Message);
    }
}
