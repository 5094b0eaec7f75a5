using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace AmlCompute.Bench;

/// <summary>A process that a benchmark starts, and that ends with the benchmark.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Gets the root of the repository.</summary>
    public static string Root { get; } = Path.GetFullPath(Metadata("RepositoryRoot"));

    public static string ModuleManifest { get; } = Metadata("ModuleManifest");

    /// <summary>Gets the address that a server printed in its first line.</summary>
    public Uri Endpoint { get; private set; } = null!;

    public static ChildProcess Start(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Root,
        };
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Starts this program again with other arguments.</summary>
    public static ChildProcess StartSelf(params string[] arguments) =>
        Start("dotnet", [typeof(ChildProcess).Assembly.Location, .. arguments]);

    public static async Task<ChildProcess> StartServerAsync(int targets, int pageSize) => await StartSelf(
        "serve", targets.ToString(CultureInfo.InvariantCulture), pageSize.ToString(CultureInfo.InvariantCulture)).ListeningAsync();

    public static async Task<ChildProcess> StartFleetAsync(int workspaces, int targets) => await StartSelf(
        "serve-fleet",
        workspaces.ToString(CultureInfo.InvariantCulture),
        targets.ToString(CultureInfo.InvariantCulture)).ListeningAsync();

    public static async Task<ChildProcess> StartEmulatorAsync(params string[] options)
    {
        string configuration = typeof(ChildProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        string emulator = Path.Combine(Root, "tools", "AmlCompute.Emulator", "bin", configuration, "net10.0", "AmlCompute.Emulator.dll");
        return await Start("dotnet", [emulator, "--port", "0", .. options]).ListeningAsync();
    }

    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync();

    public async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await ReadLineAsync() ?? throw new InvalidOperationException($"{_process.StartInfo.FileName} ended without a response.");
    }

    public async Task<string> ReadToEndAsync()
    {
        string output = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return _process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"A child process ended with exit code {_process.ExitCode}: {output}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static string Metadata(string key) =>
        typeof(ChildProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(item => item.Key == key).Value!;

    private async Task<ChildProcess> ListeningAsync()
    {
        string line = await ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.");
        Endpoint = new Uri(line.Split(' ')[^1]);
        return this;
    }
}
