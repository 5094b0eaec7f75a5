using AmlCompute.Tests.Completion;
using Xunit;

namespace AmlCompute.Tests.Commands;

/// <summary>Rows that are piped to Set-AmlComputeTarget, as objects and as hashtables.</summary>
public sealed class SetRowsTests
{
    [Theory]
    [InlineData("@{ Name = 'c*'; MaxNodes = 3; withTag = 'team=vision' }", "'withTag'", "WithTag")]
    [InlineData("[pscustomobject] @{ Name = 'c*'; MaxNodes = 3; WithTag = 'team=vision' }", "'WithTag'", "WithTag")]
    [InlineData("[pscustomobject] @{ Name = 'c*'; MaxNodes = 3; Exclude = 'cpu' }", "'Exclude'", "Exclude")]
    public void A_filter_of_targets_is_not_a_column(string row, string column, string parameter)
    {
        Assert.Equal(
            [
                $"Row 1: {column} cannot be a column. Use the parameter -{parameter}, which applies to all rows.",
                "cpu 4",
                "gpu 4",
            ],
            Run($"{row} | Set-AmlComputeTarget"));
    }

    [Theory]
    [InlineData("Path")]
    [InlineData("Force")]
    public void A_column_with_the_name_of_a_parameter_of_other_commands_is_ignored(string column) =>
        Assert.Equal(
            ["cpu 3", "gpu 4"], Run($"[pscustomobject] @{{ Name = 'cpu'; MaxNodes = 3; {column} = 'x' }} | Set-AmlComputeTarget"));

    [Theory]
    [InlineData("@{ Name = 'gpu'; MaxNodes = 3 }")]
    [InlineData("[pscustomobject] @{ Name = 'gpu'; MaxNodes = 3 }")]
    [InlineData("[pscustomobject] @{ ComputeName = 'gpu'; MaxNodes = 3 }")]
    public void The_name_of_a_row_precedes_that_of_the_command_line(string row) =>
        Assert.Equal(["cpu 4", "gpu 3"], Run($"{row} | Set-AmlComputeTarget -Name cpu"));

    [Theory]
    [InlineData("@{ Id = $id; MaxNodes = 3 }")]
    [InlineData("[pscustomobject] @{ Id = $id; MaxNodes = 3 }")]
    public void Two_rows_with_the_id_of_one_target_are_a_warning(string row)
    {
        using CompletionSession session = new();
        session.Run("$id = (New-AmlComputeTarget cpu Standard_DS2_v2).Id; $workspace.Sandbox.Advance('00:10:00')");

        Assert.Equal(
            ["Row 2 ('ID') changes the same compute target as row 1."],
            session.Run($"$null = {row}, {row} | Set-AmlComputeTarget -WarningVariable warnings -WarningAction SilentlyContinue; "
                + "$warnings | ForEach-Object { \"$_\".Replace($id, 'ID') }"));
    }

    [Theory]
    [InlineData("@{ Name = ''; MaxNodes = 3 }")]
    [InlineData("[pscustomobject] @{ Name = ''; MaxNodes = 3 }")]
    public void A_blank_name_is_an_error(string row) =>
        Assert.Equal(["Row 1: The name is empty.", "cpu 4", "gpu 4"], Run($"{row} | Set-AmlComputeTarget"));

    [Theory]
    [InlineData(
        "[pscustomobject] @{ Name = 'cpu'; addSchedule = 'stop at 7' } | Set-AmlComputeTarget",
        "Row 1 ('cpu'): 'addSchedule[0]' must be an object, and is text.")]
    [InlineData(
        "[pscustomobject] @{ Name = 'cpu'; AddSchedule = @{ action = 'Stop' } } | Set-AmlComputeTarget",
        "Row 1 ('cpu'): 'AddSchedule[0].triggerType' is missing.")]
    public void A_schedule_to_add_follows_the_rules_of_schedules(string command, string problem) =>
        Assert.Equal([problem, "cpu 4", "gpu 4"], Run(command));

    [Fact]
    public void A_schedule_of_the_command_line_follows_them_too()
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["-AddSchedule[0].triggerType is missing."],
            session.Run("try { Set-AmlComputeTarget box -AddSchedule @{ action = 'Stop' } } catch { \"$_\" }"));
    }

    /// <summary>Runs a command on two clusters. Returns its errors, and the most nodes of each cluster afterwards.</summary>
    private static IReadOnlyList<object> Run(string command)
    {
        using CompletionSession session = new();
        session.Run("$null = 'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2; $workspace.Sandbox.Advance('00:10:00')");
        return session.Run(
            $$"""
            $null = {{command}} -ErrorAction SilentlyContinue -ErrorVariable problems
            $problems | ForEach-Object { "$_" }
            Get-AmlComputeTarget | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.MaxNodes)" }
            """);
    }
}
