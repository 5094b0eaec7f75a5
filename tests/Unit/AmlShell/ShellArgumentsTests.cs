using AmlCompute.Shell;
using Xunit;

namespace AmlCompute.Tests.Shell;

public sealed class ShellArgumentsTests
{
    [Fact]
    public void Nothing_means_interactive_or_standard_input_when_that_is_redirected()
    {
        Assert.Equal(ShellMode.Interactive, ShellArguments.Parse([], inputIsRedirected: false).Mode);
        Assert.Equal(ShellMode.StandardInput, ShellArguments.Parse([], inputIsRedirected: true).Mode);
    }

    [Fact]
    public void Everything_after_the_script_belongs_to_the_script()
    {
        ShellArguments arguments = ShellArguments.Parse(["-NoModule", "a.ps1", "-NonInteractive", "-c", "x"], inputIsRedirected: false);

        Assert.Equal((ShellMode.Script, "a.ps1"), (arguments.Mode, arguments.Text));
        Assert.Equal(["-NonInteractive", "-c", "x"], arguments.ScriptArguments);
        Assert.False(arguments.ImportsModule);
        Assert.False(arguments.NonInteractive);
    }

    [Theory]
    [InlineData("-c")]
    [InlineData("-Command")]
    [InlineData("--command")]
    public void A_command_is_the_rest_of_the_line(string option)
    {
        ShellArguments arguments = ShellArguments.Parse(["-noninteractive", option, "Get-Help", "-Name", "x"], inputIsRedirected: false);

        Assert.Equal((ShellMode.Command, "Get-Help -Name x"), (arguments.Mode, arguments.Text));
        Assert.True(arguments.NonInteractive);
        Assert.True(arguments.ImportsModule);
    }

    [Theory]
    [InlineData("-h")]
    [InlineData("--help")]
    [InlineData("-?")]
    public void Help_has_its_usual_names(string option) =>
        Assert.Equal(ShellMode.Help, ShellArguments.Parse([option], inputIsRedirected: true).Mode);

    [Theory]
    [InlineData("-c")]
    [InlineData("-File")]
    [InlineData("-bogus")]
    public void An_incomplete_or_unknown_option_is_refused_by_name(string option)
    {
        ShellArguments arguments = ShellArguments.Parse([option], inputIsRedirected: false);

        Assert.Equal(ShellMode.Invalid, arguments.Mode);
        Assert.Contains(option.TrimStart('-')[..1], arguments.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("-Name", "-Name")]
    [InlineData("-Name:", "-Name:")]
    [InlineData("-On:$true", "-On:$true")]
    [InlineData("-On:False", "-On:$false")]
    [InlineData("-On:a b", "-On:'a b'")]
    [InlineData("-5", "'-5'")]
    [InlineData("$(exit 1)", "'$(exit 1)'")]
    [InlineData("it's", "'it''s'")]
    [InlineData("-x;exit", "'-x;exit'")]
    [InlineData("", "''")]
    public void An_argument_is_passed_as_a_name_or_as_a_literal(string argument, string source) =>
        Assert.Equal($". 'a.ps1' {source}", ShellArguments.CallOf("a.ps1", [argument]));
}
