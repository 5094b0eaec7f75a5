using System.Text.Json;

namespace AmlCompute.Bench;

/// <summary>The sum of the costs of 1,000 random targets, compared to a sum over JSON of the service, and the sizes with a price.</summary>
internal static class CostBench
{
    private const int Targets = 1000;

    // Retired sizes are refused, so the clock starts before the first retirement.
    private const string Connect = """
        $null = Connect-AmlWorkspace -Sandbox
        $quota = @{ TotalClusters = 2000; TotalDedicatedCores = 9000000; TotalLowPriorityCores = 9000000 }
        foreach ($one in Get-AmlComputeQuota -Scope Subscription) { $quota[$one.Name] = 9000000 }
        $ws = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Clock = 'Manual'; StartTime = '2022-01-01'; Quota = $quota }
        foreach ($size in Get-AmlComputeVmSize -RetailPrices) { $size.ToJson() }
        """;

    public static Task RunAsync(Report report)
    {
        using EngineSession session = new();
        JsonElement[] sizes = RunToJson(session, Connect);
        int priced = (int)session.Run(
            """
            $n = 0
            foreach ($size in Get-AmlComputeVmSize -RetailPrices) { if ($size.PricePerHour -gt 0 -and $size.Currency) { $n++ } }
            $n
            """)[0];
        int listed = sizes.Count(size => PriceOf(size, isSpot: false) is not null);
        report.AtLeast(
            "Sizes of the sandbox with a price, with retail prices",
            100.0 * priced / sizes.Length,
            100,
            " %",
            $"{priced} of {sizes.Length}; the list of sizes has {listed} prices");
        Random random = new(7);
        for (int i = 0; i < Targets; i++)
        {
            Create(session, random, sizes[random.Next(sizes.Length)], i);
        }

        session.Run("$ws.Sandbox.Advance('01:00:00'); Get-AmlComputeTarget s* | Stop-AmlComputeTarget -ThrottleLimit 50 | Out-Null");
        session.Run("$ws.Sandbox.Advance('01:00:00')");
        Dictionary<string, JsonElement> known = sizes.ToDictionary(size => size.GetProperty("name").GetString()!.ToUpperInvariant());
        JsonElement[] targets = RunToJson(session, "foreach ($one in Get-AmlComputeTarget) { $one.ToJson() }");
        decimal expected = targets.Sum(target => CostOf(target, known));
        object[] sum = [.. session.Run("$cost = Measure-AmlComputeCost -RetailPrices; $cost.CostPerHour; $cost.Unknown; $cost.Targets")];
        if (targets.Length != Targets || (int)sum[1] != 0 || (int)sum[2] != Targets)
        {
            throw new InvalidOperationException($"{targets.Length} targets were created; {sum[1]} of {sum[2]} have no price.");
        }

        report.AtMost(
            $"Sum of the costs of {Targets} random targets, against an independent sum",
            (double)Math.Abs((decimal)sum[0] - expected),
            0.005,
            " USD",
            FormattableString.Invariant($"{sum[0]:0.00} against {expected:0.00} USD an hour"));
        return Task.CompletedTask;
    }

    private static JsonElement[] RunToJson(EngineSession session, string script) =>
        [.. session.Run(script).Select(json => JsonDocument.Parse((string)json).RootElement)];

    /// <summary>Creates a random cluster or instance. The names of instances that are stopped later begin with s.</summary>
    private static void Create(EngineSession session, Random random, JsonElement size, int index)
    {
        string name = size.GetProperty("name").GetString()!;
        bool supportsInstance = size.GetProperty("supportedComputeTypes").EnumerateArray().Any(type => type.ValueEquals("ComputeInstance"));
        bool spot = size.GetProperty("lowPriorityCapable").GetBoolean() && random.Next(3) == 0;
        int nodes = random.Next(6);
        string command = supportsInstance && random.Next(4) == 0
            ? $"New-AmlComputeTarget {"is"[random.Next(2)]}{index} -Instance -VmSize {name}"
            : $"New-AmlComputeTarget c{index} -VmSize {name} -MinNodes {nodes} -MaxNodes {nodes + 1}"
                + (spot ? " -Priority LowPriority" : string.Empty);
        session.Run($"{command} -WarningAction Ignore | Out-Null");
    }

    private static decimal CostOf(JsonElement target, Dictionary<string, JsonElement> sizes)
    {
        JsonElement properties = target.GetProperty("properties");
        JsonElement inner = properties.GetProperty("properties");
        JsonElement size = sizes[inner.GetProperty("vmSize").GetString()!.ToUpperInvariant()];
        bool isCluster = properties.GetProperty("computeType").GetString() == "AmlCompute";
        bool isSpot = isCluster && inner.GetProperty("vmPriority").GetString() == "LowPriority";
        int machines = isCluster
            ? inner.GetProperty("currentNodeCount").GetInt32()
            : inner.GetProperty("state").GetString() == "Stopped" ? 0 : 1;
        return machines * (PriceOf(size, isSpot) ?? RetailOf(size, isSpot));
    }

    private static decimal? PriceOf(JsonElement size, bool isSpot) =>
        size.TryGetProperty("estimatedVMPrices", out JsonElement prices) && prices.ValueKind == JsonValueKind.Object
            ? prices.GetProperty("values").EnumerateArray()
                .Where(price => price.GetProperty("osType").GetString() == "Linux"
                    && price.GetProperty("vmTier").GetString() == (isSpot ? "LowPriority" : "Standard"))
                .Select(price => (decimal?)price.GetProperty("retailPrice").GetDecimal())
                .Where(price => price > 0)
                .Min()
            : null;

    /// <summary>Returns the price that the stand-in for the Retail Prices API invents, as docs/emulator.md describes it.</summary>
    private static decimal RetailOf(JsonElement size, bool isSpot)
    {
        decimal price = (size.GetProperty("vCPUs").GetInt32() * 0.04m)
            + (size.GetProperty("memoryGB").GetDecimal() * 0.004m)
            + (size.GetProperty("gpus").GetInt32() * 1.5m);
        return isSpot ? price / 5 : price;
    }
}
