using System.Diagnostics;
using Xunit;

namespace AmlCompute.Tests.Shell;

public sealed class ShellExitCodeTests
{
    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("function f { exit 9 }; f; 'not reached'", 9)]
    [InlineData("dotnet nosuchcommand *> $null; exit 0", 0)]
    [InlineData("dotnet nosuchcommand *> $null", 0)]
    [InlineData("Get-Command nosuch; 'last'", 0)]
    [InlineData("Get-Command nosuch", 0)]
    [InlineData("throw 'boom'", 1)]
    [InlineData("Get-Command nosuch -ErrorAction Stop", 1)]
    [InlineData("if (", 1)]
    [InlineData("#requires -Version 99\n'not reached'", 1)]
    [InlineData("Set-StrictMode -Version Latest; exit 2", 2)]
    public async Task A_script_ends_with_the_exit_code_that_pwsh_gives_it(string script, int exitCode)
    {
        ShellRun run = await ShellRun.OfScript(script);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.DoesNotContain("not reached", run.Output);
    }

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("1", 0)]
    [InlineData("dotnet nosuchcommand *> $null", 1)]
    [InlineData("Get-Command nosuch", 1)]
    [InlineData("Get-Command nosuch; 1", 0)]
    [InlineData("throw 'boom'", 1)]
    [InlineData("if (", 1)]
    public async Task A_command_ends_with_the_exit_code_that_pwsh_gives_it(string command, int exitCode) =>
        Assert.Equal(exitCode, (await ShellRun.Of("-NoModule", "-c", command)).ExitCode);

    [Theory]
    [InlineData("There is no script file 'nosuch.ps1'.", "nosuch.ps1")]
    [InlineData("'-bogus' is not an option.", "-bogus")]
    [InlineData("does not end in .ps1", "AmlShell.dll")]
    public async Task A_bad_command_line_is_refused_with_64(string message, string argument)
    {
        string path = argument.EndsWith(".dll", StringComparison.Ordinal) ? Path.Combine(AppContext.BaseDirectory, argument) : argument;
        ShellRun run = await ShellRun.Of(path);

        Assert.Equal(64, run.ExitCode);
        Assert.Contains(message, run.Errors);
    }

    [Fact]
    public async Task Ctrl_C_stops_a_running_script_with_130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using Process shell = ShellRun.Start("-NoModule", "-c", "'ready'; while ($true) { }");
        Assert.Equal("ready", await shell.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        using Process kill = Process.Start("kill", ["-s", "INT", $"{shell.Id}"]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(130, shell.ExitCode);
    }
}
