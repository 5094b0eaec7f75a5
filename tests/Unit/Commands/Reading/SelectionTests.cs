using AmlCompute.Tests.Completion;
using Xunit;

namespace AmlCompute.Tests.Commands.Reading;

/// <summary>Targets that the user selects: piped twice, and left out with -Exclude.</summary>
public sealed class SelectionTests
{
    [Fact]
    public void A_target_that_is_piped_twice_has_its_findings_once()
    {
        using CompletionSession session = new();
        session.Run(
            """
            $null = New-AmlComputeTarget box -Instance -VmSize Standard_DS2_v2
            $workspace.Sandbox.Advance('00:10:00')
            $box = Get-AmlComputeTarget box
            """);

        Assert.Equal(["box"], session.Run("$box, $box | Find-AmlComputeFinding -Rule NoIdleShutdown | ForEach-Object Name"));
    }

    [Theory]
    [InlineData("Find-AmlComputeFinding")]
    [InlineData("Find-AmlComputeFinding c*")]
    [InlineData("Find-AmlComputeFinding cpu")]
    [InlineData("Find-AmlComputeFinding -AllWorkspaces")]
    [InlineData("Get-AmlComputeJob")]
    [InlineData("Get-AmlComputeJob c*")]
    [InlineData("Get-AmlComputeJob -AllWorkspaces")]
    [InlineData("Watch-AmlComputeTarget -Timeout 0")]
    [InlineData("Watch-AmlComputeTarget c* -Timeout 0")]
    [InlineData("Watch-AmlComputeTarget -AllWorkspaces -Timeout 0")]
    public void Only_a_name_in_Exclude_that_no_target_has_is_a_warning(string command)
    {
        using CompletionSession session = new();
        session.Run("$null = 'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2; $workspace.Sandbox.Advance('00:10:00')");

        Assert.Equal(
            ["-Exclude 'gpu1' does not match any target. Did you mean 'gpu'?"],
            session.Run($"{command} -Exclude gpu, gpu1 -WarningAction SilentlyContinue -WarningVariable warnings | Out-Null; "
                + "$warnings | ForEach-Object Message"));
    }

    [Fact]
    public void The_recommendation_for_a_name_that_no_workspace_has_is_a_list_of_the_same_workspaces()
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["List the targets with Get-AmlComputeTarget and the same -AllWorkspaces, -Workspace or -SubscriptionId, without -Name."],
            session.Run("(Get-AmlComputeTarget nosuch -AllWorkspaces 2>&1).ErrorDetails.RecommendedAction"));
    }

    [Theory]
    [InlineData("Get-AmlComputeUsage 'a[' -AllWorkspaces")]
    [InlineData("Get-AmlComputeUsage 'a[' -AllLocations")]
    [InlineData("$workspace | Get-AmlComputeUsage 'a['")]
    public void A_pattern_that_is_not_valid_ends_the_command_before_a_request(string command)
    {
        using CompletionSession session = new();
        int requests = session.Requests.Count;

        Assert.Equal(
            ["InvalidArgument,AmlCompute.Commands.GetAmlComputeUsageCommand"],
            session.Run($"try {{ {command} }} catch {{ $_.FullyQualifiedErrorId }}"));
        Assert.Equal(requests, session.Requests.Count);
    }

    [Theory]
    [InlineData("Export-AmlComputeReport -Path \"a`0b\"")]
    [InlineData("Connect-AmlComputeTarget vm -VirtualMachine -ResourceName vm -Credential $account -SshPrivateKeyPath \"a`0b\"")]
    public void A_path_with_a_null_character_is_an_error_of_the_module(string command)
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["InvalidArgument"],
            session.Run("$account = [pscredential]::new('u', [securestring]::new()); "
                + $"try {{ {command} -ErrorAction Stop }} catch {{ $_.FullyQualifiedErrorId.Split(',')[0] }}"));
    }

    [Fact]
    public void The_quota_of_a_workspace_that_is_given_by_its_name_limits_the_nodes()
    {
        using CompletionSession session = new("Workspace = @{ Name = 'other' }");
        session.Run("$null = Set-AmlComputeQuota standardDSv2Family -Limit 2 -Workspace other -Confirm:$false");

        Assert.Equal(
            ["2 False"],
            session.Run("Find-AmlComputeRegion Standard_DS3_v2 -Location eastus -Workspace other | "
                + "ForEach-Object { \"$($_.WorkspaceLimit) $($_.Fits)\" }"));
    }

    [Fact]
    public void A_workspace_that_the_role_may_not_read_is_a_warning_and_the_other_quotas_are_compared()
    {
        using CompletionSession session =
            new("Workspace = @{ Name = 'other' }; Fault = @{ Method = 'GET'; Path = '*/workspaces/other'; Status = 403; Count = 9 }");

        string[] lines = [.. session.Run("Find-AmlComputeRegion Standard_DS3_v2 -Location eastus, westus -Workspace other 3>&1 | "
            + "ForEach-Object { \"$($_.Fits)$($_.Message)\" }").Cast<string>()];

        Assert.Equal(3, lines.Length);
        Assert.StartsWith("The quota of workspace 'other' was not compared.", lines[0], StringComparison.Ordinal);
        Assert.Equal(["True", "True"], lines[1..]);
    }

    [Theory]
    [InlineData("Get-AmlComputeVmSize", "lists all sizes.")]
    [InlineData("Find-AmlComputeRegion", "lists the sizes of westus.")]
    public void The_recommendation_for_an_unknown_size_lists_the_sizes_of_the_region_that_was_read(string command, string end)
    {
        using CompletionSession session = new("Workspace = @{ Name = 'other' }");

        Assert.Equal(
            [$"Get-AmlComputeVmSize -Location westus -Workspace 'ID' {end}"],
            session.Run(
                $$"""
                $null = {{command}} unknown -Location 'West US' -Workspace other -ErrorAction SilentlyContinue -ErrorVariable problems
                $problems[0].ErrorDetails.RecommendedAction -creplace "'/.*/other'", "'ID'"
                """));
    }

    [Fact]
    public void Two_sandboxes_of_one_subscription_have_their_own_usages()
    {
        using CompletionSession session = new();
        session.Run("$other = Connect-AmlWorkspace -Sandbox -SandboxOption @{ Clock = 'Manual' }");

        Assert.Equal(["2"], session.Run("\"$(@($workspace, $other | Get-AmlComputeUsage TotalClusters).Count)\""));
        Assert.Equal(["1"], session.Run("\"$(@($workspace, $workspace | Get-AmlComputeUsage TotalClusters).Count)\""));
    }

    [Fact]
    public void A_pattern_selects_the_uses_of_a_size_by_their_words()
    {
        using CompletionSession session = new();

        Assert.Equal(
            [true],
            session.Run("$sizes = @(Get-AmlComputeVmSize -SupportedFor Clu*); "
                + "$sizes.Count -gt 0 -and $sizes.Count -eq @(Get-AmlComputeVmSize -SupportedFor Cluster).Count"));
    }

    [Fact]
    public void The_error_of_an_unknown_usage_is_about_any_region()
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["There is no usage 'nothing' in any region."],
            session.Run("\"$((Get-AmlComputeUsage nothing -AllLocations 2>&1 | Where-Object Exception).ErrorDetails.Message)\""));
    }

    [Fact]
    public void The_error_of_AllLocations_names_the_other_parameter()
    {
        using CompletionSession session = new();

        Assert.Equal(
            ["-AllLocations and -Location cannot be combined."],
            session.Run("try { Get-AmlComputeUsage -AllLocations -Location westus } catch { \"$_\" }"));
    }

    [Fact]
    public void A_misspelt_name_of_a_target_to_export_has_a_similar_one()
    {
        using CompletionSession session = new();
        session.Run("$null = New-AmlComputeTarget cpu-cluster Standard_DS2_v2");

        Assert.Equal(
            ["Compute target 'cpu-clustr' was not found in workspace 'sandbox-ws'. Did you mean 'cpu-cluster'?"],
            session.Run("Export-AmlComputeTarget cpu-clustr -Path none -ErrorAction SilentlyContinue -ErrorVariable problems; "
                + "\"$problems\""));
    }

    [Theory]
    [InlineData("$null, $workspace")]
    [InlineData("$null, $null")]
    public void A_piped_null_does_not_compare_the_files_twice(string piped)
    {
        Directory.CreateDirectory(TestFolders.Root);
        string file = Path.Combine(TestFolders.Root, $"{Guid.NewGuid():N}.yml");
        File.WriteAllText(file, "name: cpu\ntype: amlcompute\nsize: Standard_DS3_v2\n");
        using CompletionSession session = new();

        Assert.Equal(["cpu"], session.Run($"{piped} | Compare-AmlComputeTarget '{file}' | ForEach-Object Name"));
    }

    [Fact]
    public void A_target_of_another_workspace_than_that_of_the_type_is_recommended_by_its_id()
    {
        using CompletionSession session = new("Workspace = @{ Name = 'other' }");
        session.Run("$other = New-AmlComputeTarget cpu Standard_DS2_v2 -Workspace other; $workspace.Sandbox.Advance('00:10:00')");

        Assert.Equal(
            ["True"],
            session.Run("try { Get-AmlComputeTarget cpu -Workspace other -Type AKS -ErrorAction Stop } catch "
                + "{ \"$($_.ErrorDetails.RecommendedAction -like \"*: Get-AmlComputeTarget -ResourceId $($other.Id)\")\" }"));
    }

    [Fact]
    public void The_cost_of_a_piped_target_is_that_of_the_target_in_the_given_workspace()
    {
        using CompletionSession session = new("Workspace = @{ Name = 'other' }");
        session.Run(
            """
            $here = New-AmlComputeTarget cpu Standard_DS2_v2
            $null = New-AmlComputeTarget cpu Standard_DS2_v2 -Workspace other
            $workspace.Sandbox.Advance('00:10:00')
            """);

        Assert.Equal(
            ["other"],
            session.Run("$here | Measure-AmlComputeCost -Workspace other -By Workspace | ForEach-Object Name"));
    }

    [Fact]
    public void A_target_that_a_list_contains_is_not_read_again_for_its_jobs()
    {
        using CompletionSession session = new();
        session.Run("$null = 'cpu', 'gpu' | New-AmlComputeTarget -VmSize Standard_DS2_v2; $workspace.Sandbox.Advance('00:10:00')");
        int requests = session.Requests.Count;

        Assert.Empty(session.Run("Get-AmlComputeJob -Type Cluster"));
        Assert.Equal(["computes", "jobs"], session.Requests.Skip(requests).Select(request => request.Split('/')[^1]));
    }

    [Theory]
    [InlineData("Get-AmlComputeJob")]
    [InlineData("Get-AmlComputeKey")]
    public void A_misspelt_name_of_a_target_gets_a_suggestion(string command)
    {
        using CompletionSession session = new();
        session.Run("$null = New-AmlComputeTarget cpu-small Standard_DS2_v2; $workspace.Sandbox.Advance('00:10:00')");

        Assert.Equal(
            ["Compute target 'cpu-smal' was not found in workspace 'sandbox-ws'. Did you mean 'cpu-small'?"],
            session.Run($"try {{ {command} cpu-smal -ErrorAction Stop }} catch {{ $_.Exception.Message }}"));
    }

    [Theory]
    [InlineData("-ListAvailable:$false", "sandbox-ws")]
    [InlineData("-ListAvailable", "other sandbox-ws")]
    [InlineData("-SubscriptionId $workspace.SubscriptionId", "other sandbox-ws")]
    public void Workspaces_are_listed_only_on_request(string parameters, string expected)
    {
        using CompletionSession session = new("Workspace = @{ Name = 'other' }");

        Assert.Equal([expected], session.Run($"\"$(Get-AmlWorkspace {parameters} | ForEach-Object Name | Sort-Object)\""));
    }

    [Fact]
    public void A_pattern_of_the_command_is_not_suggested_for_a_name_in_Exclude()
    {
        using CompletionSession session = new();
        session.Run("$null = New-AmlComputeTarget cpu-12 Standard_DS2_v2; $workspace.Sandbox.Advance('00:10:00')");

        Assert.Equal(
            ["-Exclude 'cpu1' does not match any target. Did you mean 'cpu-12'?"],
            session.Run("Update-AmlComputeTarget cpu* -Exclude cpu1 -WarningAction SilentlyContinue -WarningVariable warnings | Out-Null; "
                + "$warnings | ForEach-Object Message"));
    }
}
