using AmlCompute.Tests.Completion;
using Xunit;

namespace AmlCompute.Tests.Commands;

/// <summary>Commands whose pipeline has no object, or none that is valid.</summary>
public sealed class EmptyInputTests
{
    [Theory]
    [InlineData("@()", 1, 0)]
    [InlineData("'text'", 0, 1)]
    [InlineData("'text', [pscustomobject]@{ Rule = 'NoSubnet'; Evidence = 'It has no subnet.' }", 1, 1)]
    public void Objects_that_are_all_wrong_are_not_a_report_without_findings(string input, int reports, int errors)
    {
        using CompletionSession session = new();

        Assert.Equal(
            [$"{reports} {errors}"],
            session.Run($"$reports = @({input} | ConvertTo-AmlComputeSarif -ErrorAction SilentlyContinue -ErrorVariable problems); "
                + "\"$($reports.Count) $($problems.Count)\""));
    }

    [Theory]
    [InlineData("@{ Name = $null; MaxNodes = 3 } | Set-AmlComputeTarget", "^Row 1: The name is empty")]
    [InlineData("@{ Name = ''; MaxNodes = 3 } | Set-AmlComputeTarget", "^Row 1: The name is empty")]
    [InlineData("@{ Name = 'a', 'b'; MaxNodes = 3 } | Set-AmlComputeTarget", "^Row 1: ")]
    [InlineData("@{ Name = 123; MaxNodes = 3 } | Set-AmlComputeTarget", "^Row 1 [(]'123'[)]: Compute target '123' was not found")]
    [InlineData("[pscustomobject] @{ Name = ''; ComputeType = 'AmlCompute' } | Stop-AmlComputeTarget", "^The name is empty")]
    public void A_row_without_a_name_is_an_error(string command, string expected)
    {
        using CompletionSession session = new();

        Assert.Matches(expected, (string)Assert.Single(session.Run($"\"$(({command} 2>&1).ErrorDetails.Message)\"")));
    }

    [Theory]
    [InlineData("ConvertTo-AmlComputeMarkdown")]
    [InlineData("ConvertTo-AmlComputeSarif")]
    [InlineData("ConvertTo-AmlComputeYaml")]
    public void The_error_of_a_text_does_not_call_it_a_compute_target(string command)
    {
        using CompletionSession session = new();

        Assert.StartsWith(
            "An object of type String is ",
            (string)Assert.Single(session.Run($"\"$(('text' | {command} 2>&1).ErrorDetails.Message)\"")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_kind_of_identity_is_an_error_beside_other_settings()
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["ParameterArgumentValidationError,AmlCompute.Commands.SetAmlComputeTargetCommand"],
            session.Run("try { Set-AmlComputeTarget cpu -MaxNodes 3 -IdentityType $null } catch { $_.FullyQualifiedErrorId }"));
    }

    [Fact]
    public void Files_are_not_compared_with_a_pipeline_without_workspaces()
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["0 0"],
            session.Run("$result = @(@() | Compare-AmlComputeTarget -Path none.yml -ErrorAction SilentlyContinue -ErrorVariable problems); "
                + "\"$($result.Count) $($problems.Count)\""));
    }

    [Theory]
    [InlineData("Compare-AmlComputeTarget")]
    [InlineData("New-AmlComputePlan")]
    [InlineData("Sync-AmlComputeTarget")]
    public void A_text_is_not_a_configuration(string command)
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["A text does not describe compute targets. Give the files with -Path, or convert YAML with ConvertFrom-AmlComputeYaml "
                + "or JSON with ConvertFrom-AmlComputeJson."],
            session.Run($"try {{ 'cpu' | {command} }} catch {{ \"$_\" }}"));
    }

    [Fact]
    public void A_file_that_is_piped_to_Test_names_the_command_that_reads_it()
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["A file is not a configuration.", "New-AmlComputeConfiguration -LiteralPath '*it''s.yml' | Test-AmlComputeTarget"],
            session.Run("[IO.FileInfo] \"it's.yml\" | Test-AmlComputeTarget -ErrorAction SilentlyContinue -ErrorVariable problems; "
                + "\"$problems\"; $problems[0].ErrorDetails.RecommendedAction -creplace \"'.*it''s\", \"'*it''s\""));
    }
}
