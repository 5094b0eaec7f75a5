using Xunit;

namespace AmlCompute.Tests.Shell;

public sealed class ShellProcessTests
{
    [Fact]
    public async Task Arguments_bind_to_the_parameters_of_the_script()
    {
        ShellRun run = await ShellRun.OfScript(
            "param([string]$Name, [switch]$On, [switch]$Off, $First, $Second) \"$Name|$On|$Off|$First|$Second|$args\"",
            "-Name", "it's $x", "-On", "-Off:$false", "-5", "a b", "rest");

        Assert.Equal("it's $x|True|False|-5|a b|rest\n", run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task An_unknown_parameter_of_a_script_is_an_error_that_names_it()
    {
        ShellRun run = await ShellRun.OfScript("[CmdletBinding()]param([int]$X) 'not reached'", "-Nope", "1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'Nope'", run.Errors);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_script_knows_where_it_lies_and_works_where_the_caller_is()
    {
        ShellRun run = await ShellRun.OfScript(
            "[IO.Path]::GetFileName($PSScriptRoot).StartsWith('amlshell '); [IO.Path]::GetFileName($PSCommandPath); \"$PWD\"");

        Assert.Equal($"True\ntest's [1].ps1\n{Environment.CurrentDirectory}\n", run.Output);
    }

    [Fact]
    public async Task An_uncaught_error_is_printed_on_the_error_stream_with_its_place_and_message()
    {
        ShellRun run = await ShellRun.OfScript("'before'\nthrow 'boom'\n'after'");

        Assert.Equal("before\n", run.Output);
        Assert.Contains("Exception: ", run.Errors);
        Assert.Contains("test's [1].ps1:2", run.Errors);
        Assert.Contains("| boom", run.Errors);
    }

    [Fact]
    public async Task Objects_are_formatted_as_a_table_in_plain_text()
    {
        ShellRun run = await ShellRun.Of(
            "-NoModule", "-c", "[pscustomobject]@{ Name = 'cpu'; Nodes = 2 }, [pscustomobject]@{ Name = 'gpu'; Nodes = 10 }");

        Assert.Equal("\nName Nodes\n---- -----\ncpu      2\ngpu     10\n\n", run.Output);
    }

    [Fact]
    public async Task Redirected_output_has_neither_escape_codes_nor_progress()
    {
        ShellRun run = await ShellRun.Of("-NoModule", "-c", """
            function f {
                [CmdletBinding()]param()
                $PSCmdlet.WriteProgress([System.Management.Automation.ProgressRecord]::new(1, 'activity', 'status'))
                $PSCmdlet.WriteWarning('careful')
                $PSCmdlet.WriteVerbose('detail')
                "$($PSStyle.Foreground.Red)red$($PSStyle.Reset)"
            }
            f -Verbose; $Host.UI.WriteLine('Red', 'Black', 'painted'); Get-Command nosuch
            """);

        Assert.Equal("WARNING: careful\nVERBOSE: detail\nred\npainted\n", run.Output);
        Assert.StartsWith("Get-Command: ", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Output + run.Errors);
    }

    [Fact]
    public async Task A_confirmation_that_nobody_can_answer_is_an_error_and_not_a_yes()
    {
        ShellRun run = await ShellRun.Of("-NoModule", "-c", """
            New-Module -Name mine {} | Import-Module
            try { Remove-Module mine -Confirm } catch { $_.FullyQualifiedErrorId }
            (Get-Module mine).Name
            Remove-Module mine -Confirm
            """);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("NonInteractive,Microsoft.PowerShell.Commands.RemoveModuleCommand\nmine\n", run.Output);
        Assert.Contains("nobody to ask", run.Errors);
        Assert.Contains("\"Remove-Module\" on target \"mine", run.Errors.ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task A_missing_mandatory_parameter_that_nobody_can_give_is_an_error()
    {
        ShellRun run = await ShellRun.Of("-NoModule", "-c", "function f { param([Parameter(Mandatory)]$Name) 'ran' }; f");

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("Name", run.Errors);
    }

    [Fact]
    public async Task The_module_is_imported_into_a_load_context_of_its_own()
    {
        ShellRun run = await ShellRun.Of("-c", """
            (Get-Command -Module AmlCompute -Name Get-AmlWorkspace).Name
            $assembly = (Get-Command Get-AmlWorkspace).ImplementingType.Assembly
            [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($assembly) -eq [System.Runtime.Loader.AssemblyLoadContext]::Default
            """);

        Assert.Equal("Get-AmlWorkspace\nFalse\n", run.Output);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void The_shell_depends_on_no_assembly_of_the_module()
    {
        string dependencies = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "AmlShell.deps.json"));

        Assert.DoesNotContain("Azure.", dependencies);
        Assert.DoesNotContain("AmlCompute", dependencies);
    }

    [Fact]
    public async Task Without_the_module_the_engine_is_bare()
    {
        ShellRun run = await ShellRun.Of("-NoModule", "-c", "(Get-Module).Count; Get-AmlWorkspace");

        Assert.Equal("0\n", run.Output);
        Assert.Contains("'Get-AmlWorkspace' is not recognized", run.Errors);
    }

    [Theory]
    [InlineData]
    [InlineData("-")]
    [InlineData("-c", "-")]
    public async Task Standard_input_is_run_as_a_script(params string[] arguments)
    {
        ShellRun run = await ShellRun.WithInput("'one'\nif ($true) {\n  'two'\n}\nexit 5\n", ["-NoModule", .. arguments]);

        Assert.Equal("one\ntwo\n", run.Output);
        Assert.Equal(5, run.ExitCode);
    }

    [Fact]
    public async Task A_native_command_streams_its_output_and_leaves_its_exit_code()
    {
        ShellRun run = await ShellRun.OfScript("""
            'before'
            dotnet --version
            $LASTEXITCODE
            $version = dotnet --version
            $version.Length -gt 0
            dotnet nosuchcommand *> $null
            $LASTEXITCODE
            """);

        string[] lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.Equal("before", lines[0]);
        Assert.Matches(@"^\d+\.\d+\.\d+", lines[1]);
        Assert.Equal(["0", "True", "1"], lines[2..]);
    }
}
