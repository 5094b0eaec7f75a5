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
}
