using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Models;

/// <summary>The quoting of values in the commands that messages recommend.</summary>
public sealed class CommandTextTests
{
    [Theory]
    [InlineData("/subscriptions/s/resourceGroups/rg", "-ResourceId /subscriptions/s/resourceGroups/rg")]
    [InlineData("/subscriptions/s/resourceGroups/rg(1)", "-ResourceId '/subscriptions/s/resourceGroups/rg(1)'")]
    [InlineData("-Force", "-ResourceId '-Force'")]
    [InlineData("", "-ResourceId ''")]
    public void An_id_that_is_not_a_plain_path_is_in_quotes(string id, string expected) =>
        Assert.Equal(expected, CommandText.WriteResourceId(id));
}
