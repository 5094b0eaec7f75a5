using System.Text.RegularExpressions;
using CsCheck;
using Xunit;
using Xunit.Sdk;

namespace AmlCompute.Tests.Properties;

/// <summary>A property that fails.</summary>
public sealed class PropertyTests
{
    private static readonly Gen<int[]> Numbers = Gen.Int[0, 1000].Array[0, 50];

    [Fact]
    public async Task A_failing_value_is_shrunk_and_its_seed_gives_it_again()
    {
        FailException failure = await Assert.ThrowsAsync<FailException>(() => Property.Holds(
            Numbers.Select(numbers => new Sample(numbers)), 100, sample => Assert.DoesNotContain(sample.Numbers, number => number > 100)));

        int[] printed = [.. Regex.Match(failure.Message, @"\[(.*)\]").Groups[1].Value.Split(' ').Select(int.Parse)];
        Assert.InRange(printed.Length, 1, 3);
        string seed = Regex.Match(failure.Message, "has the seed ([^;]+);").Groups[1].Value;
        Assert.Equal(printed, Numbers.Generate(PCG.Parse(seed), null, out _));
    }

    [Fact]
    public async Task The_same_values_come_in_every_run()
    {
        List<int[]> first = [], second = [];
        await Property.Holds(Numbers, 20, first.Add);
        await Property.Holds(Numbers, 20, second.Add);
        Assert.Equal(first.Take(20), second.Take(20));
    }

    private sealed record Sample(int[] Numbers)
    {
        public override string ToString() => $"[{string.Join(' ', Numbers)}]";
    }
}
