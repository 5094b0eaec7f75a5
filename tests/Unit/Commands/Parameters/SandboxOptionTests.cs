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

    [Theory]
    [InlineData("2026-11-28")]
    [InlineData("2026-11-28T02:00:00+02:00")]
    public void The_start_time_is_in_utc_as_the_sandbox_reads_it(string text) => Assert.True(
        new DateTimeOffset(2026, 11, 28, 0, 0, 0, TimeSpan.Zero).EqualsExact(
            new SandboxOption(new Hashtable { ["StartTime"] = text }).StartTime!.Value));

    [Fact]
    public void A_start_time_of_another_kind_is_null() =>
        Assert.Null(new SandboxOption(new Hashtable { ["StartTime"] = "soon" }).StartTime);

    [Fact]
    public void Null_is_not_a_hashtable() => Assert.Throws<ArgumentNullException>(() => new SandboxOption(null!));
}
