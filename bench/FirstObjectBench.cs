using System.Diagnostics;

namespace AmlCompute.Bench;

/// <summary>The time to the first object of a list of 100 pages, compared to a list of one page.</summary>
internal static class FirstObjectBench
{
    private const int Rounds = 31;

    public static async Task RunAsync(Report report)
    {
        using ChildProcess many = await ChildProcess.StartServerAsync(10_000, 100);
        using ChildProcess one = await ChildProcess.StartServerAsync(100, 100);
        using EngineSession manySession = new(many.Endpoint);
        using EngineSession oneSession = new(one.Endpoint);
        Sample manyTimes = new(), oneTimes = new();
        for (int round = -5; round < Rounds; round++)
        {
            double first = Measure(manySession), only = Measure(oneSession);
            if (round >= 0)
            {
                manyTimes.Add(first);
                oneTimes.Add(only);
            }
        }

        report.AtMost(
            "First object of 100 pages, against that of one page",
            manyTimes.Median / oneTimes.Median,
            1.15,
            "x",
            $"{manyTimes.ToText("ms")} against {oneTimes.ToText("ms")}");
    }

    private static double Measure(EngineSession session)
    {
        Stopwatch watch = Stopwatch.StartNew();
        session.Run("foreach ($once in 1) { Get-AmlComputeTarget | & { process { $_.Name; break } } }");
        return watch.Elapsed.TotalMilliseconds;
    }
}
