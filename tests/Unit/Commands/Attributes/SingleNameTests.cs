using System.Management.Automation;
using AmlCompute.Commands.Attributes;
using Xunit;

namespace AmlCompute.Tests.Commands.Attributes;

public sealed class SingleNameTests
{
    private static readonly SingleNameAttribute Attribute = new("Pipe them.");

    [Fact]
    public void A_list_of_one_name_is_that_name()
    {
        Assert.Equal("a", Attribute.Transform(null!, new object[] { "a" }));
        Assert.Equal("a", Attribute.Transform(null!, "a"));
    }

    [Fact]
    public void Several_names_are_refused() => Assert.Equal(
        "2 names were given, and the parameter takes one. Pipe them.",
        Assert.Throws<ArgumentTransformationMetadataException>(() => Attribute.Transform(null!, new object[] { "a", "b" })).Message);
}
