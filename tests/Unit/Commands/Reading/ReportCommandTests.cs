using AmlCompute.Tests.Completion;
using Xunit;

namespace AmlCompute.Tests.Commands.Reading;

/// <summary>The input and the file of Export-AmlComputeReport.</summary>
public sealed class ReportCommandTests
{
    private const string Findings =
        """
        $null = New-AmlComputeTarget box -Instance -VmSize Standard_DS2_v2
        $workspace.Sandbox.Advance('00:10:00')
        $finding = Find-AmlComputeFinding box -Rule NoIdleShutdown
        """;

    [Fact]
    public void A_finding_that_is_piped_twice_is_on_the_page_once()
    {
        using CompletionSession session = new();
        session.Run(Findings);

        string page = Export(session, "$finding |");
        Assert.Contains("NoIdleShutdown", page, StringComparison.Ordinal);
        Assert.Equal(page, Export(session, "$finding, $finding |"));
    }

    [Theory]
    [InlineData("-Name gpu", "-Name cannot be combined with piped targets. Omit -Name.")]
    [InlineData("-AllWorkspaces", "A compute target has its own workspace. Omit -AllWorkspaces, -Workspace and -SubscriptionId.")]
    public void A_parameter_for_targets_beside_piped_findings_is_an_error(string parameter, string expected)
    {
        using CompletionSession session = new();
        session.Run(Findings);

        string path = CreatePath();

        Assert.Equal(
            [expected], session.Run($"try {{ $finding | Export-AmlComputeReport {parameter} -Path '{path}' }} catch {{ \"$_\" }}"));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void The_size_of_an_AKS_cluster_is_on_the_page()
    {
        using CompletionSession session = new();
        session.Run("$null = New-AmlComputeTarget aks -Aks -VmSize Standard_D4_v2; $workspace.Sandbox.Advance('01:00:00')");

        Assert.Contains("Standard_D4_v2", Export(session, string.Empty), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_error_of_a_missing_folder_has_the_command_that_creates_it()
    {
        using CompletionSession session = new();
        string folder = Path.Combine(TestFolders.Root, "it's missing");

        Assert.Equal(
            [$"-Path: the folder of '{folder}/page.html' does not exist. "
                + $"Create it with New-Item -ItemType Directory '{folder.Replace("'", "''", StringComparison.Ordinal)}'."],
            session.Run($"try {{ Export-AmlComputeReport -Path \"{folder}/page.html\" }} catch {{ \"$_\" }}"));
    }

    private static string CreatePath() => Path.Combine(TestFolders.Root, $"{Guid.NewGuid():N}.html");

    /// <summary>Returns the page of the piped objects.</summary>
    private static string Export(CompletionSession session, string piped)
    {
        Directory.CreateDirectory(TestFolders.Root);
        string path = CreatePath();
        Assert.Empty(session.Run($"{piped} Export-AmlComputeReport -Path '{path}'"));
        return File.ReadAllText(path);
    }
}
