using System.Diagnostics;
using System.Runtime.InteropServices;
using AmlCompute.Tests.Packages;
using Xunit;

namespace AmlCompute.Tests;

/// <summary>
/// The genuine PowerShell, in a process of its own: the pwsh that AMLCOMPUTE_PWSH names, else the tool of the repository.
/// </summary>
internal static class Pwsh
{
    /// <summary>The folder of the .NET installation that runs the tests. A pwsh that is a .NET tool needs it in DOTNET_ROOT.</summary>
    private static readonly string DotNetRoot = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private static readonly Lazy<Task<string>> Program = new(FindProgramAsync);

    /// <summary>Gets the manifest of the built module: that which AMLCOMPUTE_MODULE_PATH names, else that of the last build.</summary>
    public static string ModuleManifest
    {
        get
        {
            string module = Environment.GetEnvironmentVariable("AMLCOMPUTE_MODULE_PATH") is { Length: > 0 } given
                ? given
                : BuiltPackages.Module;
            return module.EndsWith(".psd1", StringComparison.OrdinalIgnoreCase) ? module : Path.Combine(module, "AmlCompute.psd1");
        }
    }

    /// <summary>Gets the start of a process without a profile, without colors and without questions.</summary>
    public static async Task<ProcessStartInfo> CreateStartAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(await Program.Value, ["-NoProfile", "-NonInteractive", .. arguments]);
        start.Environment["NO_COLOR"] = "1";
        SetUp(start);
        return start;
    }

    /// <summary>Runs a process to its end, with an empty input.</summary>
    public static async Task<PwshRun> RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new PwshRun(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await errors).ReplaceLineEndings("\n"));
    }

    private static async Task<string> FindProgramAsync()
    {
        if (Environment.GetEnvironmentVariable("AMLCOMPUTE_PWSH") is { Length: > 0 } given)
        {
            return given;
        }

        string[] arguments = ["tool", "exec", "-y", "powershell", "--", "-NoProfile", "-c", "$PSHOME"];
        ProcessStartInfo start = new(Path.Combine(DotNetRoot, "dotnet"), arguments)
        {
            WorkingDirectory = Repository.Root,
        };
        SetUp(start);
        PwshRun run = await RunAsync(start);
        string program = Path.Combine(run.Output.Trim().Split('\n')[^1], OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh");
        Assert.True(
            run.ExitCode == 0 && File.Exists(program),
            $"The tool 'powershell' of the repository does not run. {run.Output}{run.Errors}");
        return program;
    }

    private static void SetUp(ProcessStartInfo start)
    {
        start.Environment["DOTNET_ROOT"] = DotNetRoot;

        // PowerShell reports its start to Microsoft otherwise: a request that no test expects.
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        // The processes end before the optimization of their code is worth its time.
        start.Environment["DOTNET_TC_CallCounting"] = "0";
        start.Environment["DOTNET_JITMinOpts"] = "1";
    }
}

/// <summary>The end of a process: its exit code and what it wrote.</summary>
internal sealed record PwshRun(int ExitCode, string Output, string Errors);
