using AmlCompute.Commands;
using AmlCompute.Commands.Changing;
using AmlCompute.Tests.Completion;
using Xunit;

namespace AmlCompute.Tests.Commands.Changing;

/// <summary>Input of New-, Connect- and Test-AmlComputeTarget beside -Configuration, or in the place of a configuration.</summary>
public sealed class ConfigurationInputTests
{
    [Theory]
    [InlineData("New-AmlComputeTarget a -Configuration $c -Tag @{ x = '1' }", "^-Tag cannot be combined with -Configuration[.]")]
    [InlineData("New-AmlComputeTarget -Configuration $row -Location eastus", "^-Location cannot be combined with -Configuration[.]")]
    [InlineData("Connect-AmlComputeTarget a -Configuration $c -Description d", "^-Description cannot be combined with -Configuration[.]")]
    [InlineData("$c | New-AmlComputeTarget -Configuration $c", "^Only a name can be piped together with -Configuration[.]$")]
    [InlineData("$row | New-AmlComputeTarget -Configuration $c", "^Row 1 .*: Only a name can be piped together with -Configuration[.]$")]
    [InlineData("$row | Test-AmlComputeTarget -Configuration $c", "^Row 1 .*: Only a name can be piped together with -Configuration[.]$")]
    [InlineData("Test-AmlComputeTarget -Configuration a", "^The name 'a' alone is not a configuration[.] Create one with New-Aml")]
    [InlineData(
        "[pscustomobject] @{ Name = 'a'; Type = 'Cluster'; ComputeType = 'Aks' } | New-AmlComputeTarget",
        "^Row 1 .*: 'ComputeType': 'Aks' contradicts the kind Cluster of another column[.] Use one of the columns[.]$")]
    [InlineData("[IO.FileInfo] \"/it's [1].yml\" | New-AmlComputeTarget", "Use -Path '.*it''s `[[]1`[]][.]yml'[.]$")]
    [InlineData(
        "New-AmlComputeTarget -Configuration a",
        "The name 'a' alone is not a configuration[.] .*, at least -VmSize, or create a configuration with New-AmlComputeConf")]
    [InlineData(
        "@{ Name = 'a'; Colour = 3 } | Set-AmlComputeTarget",
        "'Colour' is not .* Allowed settings: AddSchedule, (?!.*\\b(Exclude|Name|State|Type|WithTag)\\b)")]
    [InlineData("@{ Name = 'a'; BatchSize = 3 } | Connect-AmlComputeTarget", "Allowed settings: AccessToken, (?!.*\\bBatch\\b)")]
    [InlineData(
        "[pscustomobject] @{ Name = 'a'; OverwriteExistingDomain = 'False' } | New-AmlComputeTarget -Aks -SslCname a.example",
        "^Row 1 .*: Your own certificate needs ")]
    public void Input_that_would_have_no_effect_is_an_error_before_a_request(string command, string expected)
    {
        using CompletionSession session = new();

        object message = Assert.Single(session.Run($$"""
            $c = New-AmlComputeConfiguration -VmSize Standard_DS2_v2
            $row = [pscustomobject] @{ Name = 'a'; VmSize = 'Standard_DS2_v2' }
            $problem = try { {{command}} 2>&1 } catch { $_ }
            "$($problem.ErrorDetails.Message)"
            """));

        Assert.Matches(expected, (string)message);
        Assert.DoesNotContain(session.Requests, request => request.StartsWith("PUT ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Instance")]
    [InlineData("Instance,OverwriteExistingDomain")]
    public void A_table_can_have_switches_that_are_off_for_other_kinds(string switches)
    {
        using CompletionSession session = new();
        string off = switches.Contains(',', StringComparison.Ordinal) ? ",False" : string.Empty;

        Assert.Equal(
            ["box ComputeInstance", "cpu AmlCompute"],
            session.Run(
                $$"""
                $rows = "Name,VmSize,{{switches}}`nbox,Standard_DS2_v2,True{{off}}`ncpu,Standard_DS2_v2,False{{off}}" | ConvertFrom-Csv
                $rows | New-AmlComputeTarget -ErrorAction Stop | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.ComputeType)" }
                """));
    }

    [Fact]
    public void A_table_of_created_and_attached_targets_can_have_a_switch_that_is_off()
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["cpu AmlCompute", "k8s Kubernetes"],
            session.Run(
                """
                $rows = "Name,VmSize,Kubernetes,ResourceName`ncpu,Standard_DS2_v2,False,`nk8s,,True,aks1" | ConvertFrom-Csv
                $rows | Compare-AmlComputeTarget -ErrorAction Stop -WarningAction Stop | ForEach-Object { "$($_.Name) $($_.ComputeType)" }
                """));
        Assert.Equal(
            ["AmlCompute"],
            session.Run("@{ Name = 'cpu'; VmSize = 'Standard_DS2_v2'; Kubernetes = $false } | Compare-AmlComputeTarget -ErrorAction Stop"
                + " | ForEach-Object ComputeType"));
    }

    [Theory]
    [InlineData("-Instance")]
    [InlineData("-Instance -EnableSso $true")]
    public void A_switch_that_is_off_in_a_row_precedes_the_command_line(string kind)
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["AmlCompute"],
            session.Run(
                $$"""
                $row = "Name,VmSize,Instance`ncpu,Standard_DS2_v2,False" | ConvertFrom-Csv
                $row | New-AmlComputeTarget {{kind}} -ErrorAction Stop | ForEach-Object ComputeType
                """));
    }

    [Theory]
    [InlineData("New-AmlComputeTarget -Instance:$false")]
    [InlineData("Test-AmlComputeTarget -Kubernetes:$false -Detailed")]
    public void A_switch_that_is_off_on_the_command_line_does_not_decide_the_kind_of_a_row(string command)
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["AmlCompute"],
            session.Run($"@{{ Name = 'cpu'; VmSize = 'Standard_DS2_v2' }} | {command} -ErrorAction Stop | ForEach-Object ComputeType"));
    }

    [Fact]
    public void A_column_like_a_hidden_parameter_is_not_a_mistake() =>
        RowColumns.RequireNoMistake("BatchNo", typeof(ConnectAmlComputeTargetCommand), ["Name"]);

    [Theory]
    [InlineData("-IdentityType $null")]
    [InlineData("-Description $null")]
    public void A_null_on_the_command_line_is_no_setting_of_a_row(string setting)
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["|"],
            session.Run($"@{{ Name = 'cpu'; VmSize = 'Standard_DS2_v2' }} | New-AmlComputeTarget {setting} -ErrorAction Stop | "
                + "ForEach-Object { \"$($_.Identity)|$($_.Description)\" }"));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("-Workspace other", " -Workspace 'ID'")]
    public void The_corrected_command_of_a_size_as_name_has_the_workspace(string workspace, string expected)
    {
        using CompletionSession session = new("Workspace = @{ Name = 'other' }");

        Assert.Equal(
            [$"New-AmlComputeTarget cpu Standard_DS2_v2{expected}"],
            session.Run($"(New-AmlComputeTarget Standard_DS2_v2 cpu {workspace} 2>&1).ErrorDetails.RecommendedAction"
                + ".Replace($workspace.Id.Replace('sandbox-ws', 'other'), 'ID')"));
    }

    [Theory]
    [InlineData("$target", "(Get-AmlComputeTarget -ResourceId ID)")]
    [InlineData("$saved", "(Get-AmlComputeTarget -ResourceId ID)")]
    [InlineData("$current", "(Get-AmlComputeTarget here)")]
    public void The_recommended_copy_of_a_target_is_of_its_workspace(string piped, string expected)
    {
        using CompletionSession session = new("Workspace = @{ Name = 'other' }");

        Assert.Equal(
            [$"A compute target is not a configuration. Copy it with 'New-AmlComputeConfiguration -From {expected}', and pipe that to this "
                + "command."],
            session.Run(
                $$"""
                $current = New-AmlComputeTarget here Standard_DS2_v2
                $target = New-AmlComputeTarget cpu Standard_DS2_v2 -Workspace other
                $saved = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($target))
                $problem = {{piped}} | New-AmlComputeTarget copy 2>&1
                $problem.Exception.Message.Replace($target.Id, 'ID')
                """));
    }
}
