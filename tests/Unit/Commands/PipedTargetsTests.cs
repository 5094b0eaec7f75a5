using AmlCompute.Tests.Completion;
using Xunit;

namespace AmlCompute.Tests.Commands;

/// <summary>Targets that are piped to a command whose command line also specifies a target.</summary>
public sealed class PipedTargetsTests
{
    public static TheoryData<string> Commands { get; } = new(
        "Disconnect-AmlComputeTarget -Confirm:$false",
        "Export-AmlComputeTarget -Path $folder",
        "Find-AmlComputeFinding",
        "Get-AmlComputeJob",
        "Get-AmlComputeKey",
        "Get-AmlComputeNode",
        "Get-AmlComputeTarget",
        "Measure-AmlComputeCost",
        "Remove-AmlComputeTarget -Confirm:$false",
        "Resize-AmlComputeTarget -VmSize Standard_DS3_v2",
        "Restart-AmlComputeTarget",
        "Set-AmlComputeTarget -MaxNodes 3",
        "Start-AmlComputeTarget",
        "Stop-AmlComputeTarget",
        "Test-AmlComputeTarget",
        "Update-AmlComputeTarget",
        "Wait-AmlComputeTarget",
        "Watch-AmlComputeTarget");

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_name_and_a_piped_target_are_one_error_and_no_request(string command)
    {
        Assert.Equal(["-Name cannot be combined with piped targets. Omit -Name."], Run("$targets", $"{command} -Name gpu"));
        Assert.Equal(["-Name cannot be combined with piped targets. Omit -Name."], Run("'cpu'", $"{command} -Name gpu"));
    }

    [Theory]
    [InlineData("InputObject", "$targets[0]")]
    [InlineData("ResourceId", "$targets[0].Id")]
    public void Another_parameter_for_targets_is_the_same_error(string parameter, string value) => Assert.Equal(
        [$"-{parameter} cannot be combined with piped targets. Omit -{parameter}."],
        Run("$targets", $"Remove-AmlComputeTarget -Confirm:$false -{parameter} {value}"));

    [Theory]
    [InlineData("New-AmlComputeTarget -VmSize Standard_DS2_v2")]
    [InlineData("Connect-AmlComputeTarget -Databricks -ResourceName dbx")]
    public void A_name_and_a_piped_name_of_a_new_target_are_an_error(string command) => Assert.Equal(
        ["-Name cannot be combined with piped names. Omit -Name."],
        Run("'a'", $"{command} -Name b -ErrorAction Stop"));

    [Theory]
    [InlineData("New-AmlComputeTarget -LiteralPath gone.yml")]
    [InlineData("Get-AmlComputeTarget -AllWorkspaces")]
    public void The_error_is_the_same_for_files_and_for_all_workspaces(string command) => Assert.Matches(
        "^-Name cannot be combined with piped (names|targets)[.] Omit -Name[.]$",
        Assert.Single(Run("'a'", $"{command} -Name b")).ToString());

    [Theory]
    [InlineData("InputObject", "$targets[0]")]
    [InlineData("ResourceId", "$targets[0].Id")]
    public void A_row_beside_another_parameter_for_targets_is_an_error(string parameter, string value) => Assert.Equal(
        [$"-{parameter} cannot be combined with piped targets. Omit -{parameter}."],
        Run("[pscustomobject] @{ Name = 'gpu'; MaxNodes = 9 }", $"Set-AmlComputeTarget -{parameter} {value}"));

    [Fact]
    public void A_piped_workspace_can_be_combined_with_a_name() => Assert.Empty(Run("$workspace", "Get-AmlComputeTarget -Name gpu"));

    [Fact]
    public void The_error_of_a_piped_hashtable_does_not_name_a_target()
    {
        using CompletionSession session = new();
        Assert.Equal(
            ["An object of type Hashtable does not name a compute target. Pipe names, compute targets, or objects with a Name or an Id."],
            session.Run("@{ Name = 'cpu' } | Get-AmlComputeTarget -ErrorAction SilentlyContinue -ErrorVariable problems; \"$problems\""));
    }

    [Fact]
    public void The_error_of_an_id_that_is_not_valid_does_not_name_a_target()
    {
        using CompletionSession session = new();
        string message = (string)session.Run(
            "[pscustomobject] @{ Id = 7640 } | Get-AmlComputeTarget -ErrorAction SilentlyContinue -ErrorVariable problems; "
            + "$problems[0].ErrorDetails.Message")[0];
        Assert.StartsWith("'7640' is not a valid resource id of a compute target: ", message);
    }

    [Fact]
    public void An_id_of_a_command_without_output_is_a_blank_id()
    {
        using CompletionSession session = new();
        string message = (string)session.Run(
            "[pscustomobject] @{ Name = 'cpu'; Id = if ($false) { 1 } } "
            + "| Get-AmlComputeTarget -ErrorAction SilentlyContinue -ErrorVariable problems; $problems[0].ErrorDetails.Message")[0];
        Assert.StartsWith("'' is not a valid resource id of a compute target: ", message);
    }

    /// <summary>Runs a command on two clusters. Returns its error, and a text if it sent a request in spite of it.</summary>
    private static IReadOnlyList<object> Run(string piped, string command)
    {
        using CompletionSession session = new();
        session.Run("$null = 'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2; $workspace.Sandbox.Advance('00:10:00')");
        return session.Run(
            $$"""
            $folder = [IO.Path]::GetTempPath()
            $targets = Get-AmlComputeTarget
            $seen = $workspace.Sandbox.Requests.Count
            $problems = & {
                try { $null = {{piped}} | {{command}} } catch { "$_" }
            }
            $problems
            if ($problems -and $workspace.Sandbox.Requests.Count -ne $seen) { 'a request was sent' }
            """);
    }
}
