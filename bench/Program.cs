using AmlCompute.Bench;

// A benchmark starts this program again for a measurement that needs a new process, and for the server.
switch (args)
{
    case ["serve", string targets, string pageSize]:
        await PageServer.RunAsync(Number(targets), Number(pageSize));
        return 0;
    case ["serve-fleet", string workspaces, string targets]:
        await PageServer.RunFleetAsync(Number(workspaces), Number(targets));
        return 0;
    case ["fleet-stream", string endpoint]:
        await FleetStreamBench.RunChildAsync(endpoint);
        return 0;
    case ["import", string manifest]:
        ImportBench.RunChild(manifest);
        return 0;
    case ["first", string endpoint]:
        ImportBench.RunFirstGet(endpoint);
        return 0;
    case ["stream", string endpoint]:
        StreamBench.RunChild(endpoint);
        return 0;
    case ["soak", string endpoint]:
        SoakBench.RunChild(endpoint);
        return 0;
}

Dictionary<string, Func<Report, Task>> all = new(StringComparer.OrdinalIgnoreCase)
{
    ["list"] = ListBench.RunAsync,
    ["first-object"] = FirstObjectBench.RunAsync,
    ["stream"] = StreamBench.RunAsync,
    ["fleet"] = FleetBench.RunAsync,
    ["fleet-stream"] = FleetStreamBench.RunAsync,
    ["cost"] = CostBench.RunAsync,
    ["findings"] = FindingsBench.RunAsync,
    ["wait"] = WaitBench.RunAsync,
    ["create"] = CreateBench.RunAsync,
    ["create-wait"] = CreateWaitBench.RunAsync,
    ["import"] = ImportBench.RunAsync,
    ["stop"] = StopBench.RunAsync,
    ["soak"] = SoakBench.RunAsync,
};
string[] chosen = args.Length == 0 ? [.. all.Keys] : args;
if (chosen.Except(all.Keys, StringComparer.OrdinalIgnoreCase).ToArray() is { Length: > 0 } unknown)
{
    await Console.Error.WriteLineAsync(
        $"'{string.Join("', '", unknown)}' is not a valid benchmark. Allowed values: {string.Join(", ", all.Keys)}.");
    return 64;
}

Report report = new();
foreach (string name in chosen)
{
    await Console.Error.WriteLineAsync($"{name} ...");
    await all[name](report);
}

Console.WriteLine(report);
return 0;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
