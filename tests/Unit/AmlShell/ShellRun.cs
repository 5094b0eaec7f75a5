using System.Diagnostics;
using Xunit;

namespace AmlCompute.Tests.Shell;

/// <summary>One run of the shell as a process of its own, with everything redirected.</summary>
internal sealed record ShellRun(int ExitCode, string Output, string Errors)
{
    public static Task<ShellRun> Of(params string[] arguments) => WithInput(string.Empty, arguments);

    public static async Task<ShellRun> WithInput(string input, params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ShellRun(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await errors).ReplaceLineEndings("\n"));
    }

    /// <summary>Runs a script file that holds <paramref name="script"/>.</summary>
    public static async Task<ShellRun> OfScript(string script, params string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("amlshell ").FullName;
        try
        {
            string path = Path.Combine(folder, "test's [1].ps1");
            await File.WriteAllTextAsync(path, script, TestContext.Current.CancellationToken);
            return await Of(["-NoModule", path, .. arguments]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static Process Start(params string[] arguments)
    {
        string[] shell = ["dotnet", Path.Combine(AppContext.BaseDirectory, "AmlShell.dll"), .. arguments];
        if (OperatingSystem.IsLinux())
        {
            // A process in the background of a script is born with SIGINT ignored, and so are those it starts.
            shell = ["env", "--default-signal=INT", .. shell];
        }

        ProcessStartInfo start = new(shell[0], shell[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }
}
