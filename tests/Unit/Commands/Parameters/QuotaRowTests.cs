using System.Management.Automation;
using AmlCompute.Commands.Parameters;
using Xunit;

namespace AmlCompute.Tests.Commands.Parameters;

public sealed class QuotaRowTests
{
    [Theory]
    [InlineData("12")]
    [InlineData(" 12 ")]
    [InlineData(12L)]
    [InlineData(12.0)]
    public void A_whole_number_is_a_limit(object limit) =>
        Assert.Equal(12, QuotaRow.Create(PlainRow.Create([("Name", "f"), ("Limit", limit)]), limit: null).Limit);

    [Theory]
    [InlineData("", "''")]
    [InlineData("10,7", "'10,7'")]
    [InlineData(10.7, "'10.7'")]
    [InlineData(-1, "'-1'")]
    [InlineData(true, "'True'")]
    public void Any_other_limit_is_refused(object limit, string shown) => Assert.Equal(
        $"{shown} is not a valid limit. Use a number of cores, 0 or more.",
        Assert.Throws<ComputeTargetException>(
            () => QuotaRow.Create(PlainRow.Create([("Name", "f"), ("Limit", limit)]), limit: null)).Message);

    [Fact]
    public void A_blank_name_does_not_hide_the_family()
    {
        PSObject row = PlainRow.Create([("Name", string.Empty), ("Family", "standardDSv2Family"), ("Limit", "4")]);

        Assert.Equal("standardDSv2Family", QuotaRow.Create(row, limit: null).Name);
    }
}
