using System.Collections;
using AmlCompute.Commands;
using Xunit;

namespace AmlCompute.Tests.Commands.Parameters;

public sealed class SandboxOptionTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData("false", false)]
    [InlineData("soon", null)]
    public void A_flag_is_read_as_the_sandbox_reads_it(object value, bool? expected) =>
        Assert.Equal(expected, new SandboxOption(new Hashtable { ["StrictNames"] = value }).StrictNames);

    [Fact]
    public void Null_is_not_a_hashtable() => Assert.Throws<ArgumentNullException>(() => new SandboxOption(null!));
}
