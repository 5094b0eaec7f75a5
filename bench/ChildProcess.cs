using System.Reflection;

namespace AmlCompute.Bench;

/// <summary>A process that a benchmark starts, and that ends with the benchmark.</summary>
internal sealed class ChildProcess(Process process) : IDisposable
{
    public static string Root { get; } = Path.GetFullPath(Metadata("RepositoryRoot"));

    public static string ModuleManifest { get; } = Metadata("ModuleManifest");

    /// <summary>The address that a server printed in its first line.</summary>
    public string Endpoint { get; private set; } = string.Empty;

    public static ChildProcess Start(string program, params string[] arguments) => new(Process.Start(
        new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Root,
        })!);

    /// <summary>Starts this program again with other arguments.</summary>
    public static ChildProcess StartSelf(params string[] arguments) =>
        Start("dotnet", [typeof(ChildProcess).Assembly.Location, .. arguments]);

    /// <summary>Starts the server of this program: serve with targets and page size, or serve-fleet with workspaces and targets.</summary>
    public static Task<ChildProcess> StartServerAsync(string command, int first, int second) => StartSelf(
        command, first.ToString(CultureInfo.InvariantCulture), second.ToString(CultureInfo.InvariantCulture)).ListeningAsync();

    public static Task<ChildProcess> StartEmulatorAsync(params string[] options)
    {
        string configuration = typeof(ChildProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        string emulator = Path.Combine(Root, "tools", "AmlCompute.Emulator", "bin", configuration, "net10.0", "AmlCompute.Emulator.dll");
        return Start("dotnet", [emulator, "--port", "0", .. options]).ListeningAsync();
    }

    /// <summary>Sends a line, and returns the numbers of the line that the process responds.</summary>
    public async Task<double[]> AskAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
        return Numbers(await ReadLineAsync());
    }

    /// <summary>Waits for the end of the process, and returns the numbers that it printed.</summary>
    public async Task<double[]> ReadToEndAsync()
    {
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? Numbers(output)
            : throw new InvalidOperationException($"A child process ended with exit code {process.ExitCode}: {output}");
    }

    /// <summary>Prints numbers for the process that started this one.</summary>
    public static void Print(params double[] numbers) =>
        Console.Write(string.Join(' ', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))));

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private static string Metadata(string key) =>
        typeof(ChildProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(item => item.Key == key).Value!;

    private static double[] Numbers(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    private async Task<string> ReadLineAsync() => await process.StandardOutput.ReadLineAsync()
        ?? throw new InvalidOperationException($"{process.StartInfo.FileName} ended without a response.");

    private async Task<ChildProcess> ListeningAsync()
    {
        Endpoint = (await ReadLineAsync()).Split(' ')[^1];
        return this;
    }
}
