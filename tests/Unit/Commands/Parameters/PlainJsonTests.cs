using System.Collections;
using System.Management.Automation;
using System.Numerics;
using AmlCompute.Commands.Parameters;
using Xunit;

namespace AmlCompute.Tests.Commands.Parameters;

public sealed class PlainJsonTests
{
    public static TheoryData<object, string> Scalars => new()
    {
        { (byte)1, "1" },
        { (sbyte)-1, "-1" },
        { (ushort)65535, "65535" },
        { uint.MaxValue, "4294967295" },
        { long.MinValue, "-9223372036854775808" },
        { ulong.MaxValue, "18446744073709551615" },
        { BigInteger.Pow(10, 30), "1000000000000000000000000000000" },
        { 1.0m, "1" },
        { 12345678901234567890.5m, "12345678901234567890.5" },
        { 0.1f, "0.1" },
        { 1.0, "1" },
        { 'x', "\"x\"" },
        { Guid.Parse("0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90"), "\"0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90\"" },
        { new Uri("https://example.com/a%20b"), "\"https://example.com/a%20b\"" },
        { DayOfWeek.Friday, "\"Friday\"" },
        { new DateTimeOffset(2026, 11, 29, 8, 30, 0, TimeSpan.FromHours(2)), "\"2026-11-29T08:30:00\"" },
    };

    [Fact]
    public void Dictionaries_of_any_type_and_their_wrapped_values_become_JSON()
    {
        Dictionary<string, object> inner = new() { ["size"] = PSObject.AsPSObject("S"), ["share"] = 0.5 };
        Hashtable value = new() { ["inner"] = PSObject.AsPSObject(inner) };

        Assert.Equal("""{"inner":{"size":"S","share":0.5}}""", PlainJson.ConvertToNode(value, "-Data")!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Scalars))]
    public void A_single_value_becomes_JSON_without_a_loss(object value, string expected) =>
        Assert.Equal(expected, PlainJson.ConvertToNode(value, "-Data")!.ToJsonString());

    [Fact]
    public void The_times_of_an_object_from_JSON_keep_their_zone()
    {
        DateTimeOffset time = new(2026, 11, 29, 8, 30, 0, TimeSpan.FromHours(2));
        DateTime local = new(2026, 11, 29, 6, 30, 0, 250);
        PSObject source = PlainRow.Create([("offset", time), ("utc", time.UtcDateTime), ("local", local)]);

        Assert.Equal(
            """{"offset":"2026-11-29T08:30:00\u002B02:00","utc":"2026-11-29T06:30:00Z","local":"2026-11-29T06:30:00.25"}""",
            PlainJson.ConvertToText(source, "Data"));
    }

    [Theory]
    [InlineData(double.NaN, "-Data: NaN is not a valid JSON number. Specify a finite number.")]
    [InlineData(double.PositiveInfinity, "-Data: Infinity is not a valid JSON number. Specify a finite number.")]
    [InlineData(float.NaN, "-Data: NaN is not a valid JSON number. Specify a finite number.")]
    public void A_number_that_JSON_does_not_have_is_refused(object value, string expected) =>
        Assert.Equal(
            expected,
            Assert.Throws<ComputeTargetException>(() => PlainJson.ConvertToNode(new Hashtable { ["a"] = value }, "-Data")).Message);
}
