using System.Globalization;
using CsCheck;
using Xunit;

namespace AmlCompute.Tests.Properties;

/// <summary>
/// Holds properties against random values with fixed seeds, so a failure comes again. A failing value is shrunk: the smallest value of the
/// generator that fails, too, is searched, and printed with its seed.
/// </summary>
internal static class Property
{
    /// <summary>The seconds for which each property goes on, with other seeds.</summary>
    public const string SecondsVariable = "AMLCOMPUTE_PROPERTY_SECONDS";

    /// <summary>The seed of a failure; only its value is tried.</summary>
    public const string SeedVariable = "AMLCOMPUTE_PROPERTY_SEED";

    private const int ShrinkRuns = 1000;

    private static readonly TimeSpan ShrinkLimit = TimeSpan.FromSeconds(30);

    public static Task Holds<T>(Gen<T> gen, int runs, Action<T> property) => Holds(gen, runs, value =>
    {
        property(value);
        return Task.CompletedTask;
    });

    public static async Task Holds<T>(Gen<T> gen, int runs, Func<T, Task> property)
    {
        if (Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } only)
        {
            await property(gen.Generate(PCG.Parse(only), null, out _));
            return;
        }

        TimeSpan longer = TimeSpan.FromSeconds(
            double.Parse(Environment.GetEnvironmentVariable(SecondsVariable) ?? "0", CultureInfo.InvariantCulture));
        long start = TimeProvider.System.GetTimestamp();
        for (uint run = 0; run < runs || TimeProvider.System.GetElapsedTime(start) < longer; run++)
        {
            PCG seed = new(run, 2026);
            string text = seed.ToString();
            T value = gen.Generate(seed, null, out Size size);
            if (await FailureAsync(property, value) is { } failure)
            {
                Failure<T> smallest = await ShrinkAsync(gen, property, new Failure<T>(text, value, size, failure));
                Assert.Fail($"Run {run} failed. The smallest failing value has the seed {smallest.Seed}; set {SeedVariable} to it to try "
                    + $"only this value.\n{smallest.Exception.Message}\n{smallest.Value}\n{smallest.Exception.StackTrace}");
            }
        }
    }

    private static async Task<Failure<T>> ShrinkAsync<T>(Gen<T> gen, Func<T, Task> property, Failure<T> smallest)
    {
        long start = TimeProvider.System.GetTimestamp();
        for (uint run = 0; run < ShrinkRuns && TimeProvider.System.GetElapsedTime(start) < ShrinkLimit; run++)
        {
            PCG seed = new(run, 4052);
            string text = seed.ToString();
            T value = gen.Generate(seed, smallest.Size, out Size size);

            // The generator ends early, without a usable value, if the value would be larger.
            if (Size.IsLessThan(size, smallest.Size) && await FailureAsync(property, value) is { } failure)
            {
                smallest = new Failure<T>(text, value, size, failure);
            }
        }

        return smallest;
    }

    private static async Task<Exception?> FailureAsync<T>(Func<T, Task> property, T value)
    {
        try
        {
            await property(value);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private sealed record Failure<T>(string Seed, T Value, Size Size, Exception Exception);
}
