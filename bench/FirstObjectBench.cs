namespace AmlCompute.Bench;

/// <summary>The time to the first object of a list of 100 pages, compared to a list of one page.</summary>
internal static class FirstObjectBench
{
    private const int Rounds = 31;
    private const int WarmUps = 5;

    public static async Task RunAsync(Report report)
    {
        using ChildProcess many = await ChildProcess.StartServerAsync("serve", 10_000, 100);
        using ChildProcess one = await ChildProcess.StartServerAsync("serve", 100, 100);
        using EngineSession manySession = new(many.Endpoint);
        using EngineSession oneSession = new(one.Endpoint);
        Sample manyTimes = new(WarmUps), oneTimes = new(WarmUps);
        for (int round = 0; round < WarmUps + Rounds; round++)
        {
            manyTimes.Add(Measure(manySession));
            oneTimes.Add(Measure(oneSession));
        }

        report.RatioAtMost("First object of 100 pages, against that of one page", manyTimes, oneTimes, 1.15);
    }

    private static double Measure(EngineSession session)
    {
        Stopwatch watch = Stopwatch.StartNew();
        session.Run("foreach ($once in 1) { Get-AmlComputeTarget | & { process { $_.Name; break } } }");
        return watch.Elapsed.TotalMilliseconds;
    }
}
