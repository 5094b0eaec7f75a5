using System.Text.RegularExpressions;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace AmlCompute.Tests;

/// <summary>The workflow of GitHub Actions, checked without running it.</summary>
public sealed class WorkflowTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, ".github", "workflows", "test.yml"));

    private static readonly YamlMappingNode Jobs = Load();

    [Fact]
    public void A_job_needs_only_jobs_there_are() => Assert.All(
        Jobs.Children.Values.Cast<YamlMappingNode>().Where(job => job.Children.ContainsKey("needs")),
        job => Assert.True(Jobs.Children.ContainsKey(job["needs"])),
        throwIfEmpty: true);

    [Fact]
    public void What_a_job_downloads_was_uploaded_by_the_one_that_it_needs()
    {
        YamlMappingNode[] downloading = [
            .. Jobs.Children.Values.Cast<YamlMappingNode>().Where(job => Artifacts(job, "download").Length > 0)];
        Assert.Equal(3, downloading.Length);
        Assert.All(
            downloading,
            job => Assert.Subset(
                Artifacts((YamlMappingNode)Jobs[job["needs"]], "upload").ToHashSet(), Artifacts(job, "download").ToHashSet()));
    }

    [Fact]
    public void The_package_is_tried_on_three_systems_from_the_oldest_PowerShell_that_has_its_NET()
    {
        YamlMappingNode matrix = (YamlMappingNode)((YamlMappingNode)Jobs["pwsh"]["strategy"])["matrix"];
        Assert.Equal(["ubuntu-latest", "windows-latest", "macos-latest"], Words(matrix["os"]));
        // The module's assemblies are for .NET 8, which came with 7.4.
        Assert.Equal(["7.4.0", "7.4.*", "7.5.*", "7.6.*"], Words(matrix["powershell"]));
        Assert.Contains("windows-powershell", Jobs.Children.Keys.Select(key => $"{key}"));
    }

    [Fact]
    public void Each_script_and_project_that_a_step_runs_is_there()
    {
        string[] paths = [
            .. Regex.Matches(Text, @"(?<![\w/.])(\.ci|samples|tools|tests)/[\w./-]+").Select(match => match.Value).Distinct()];
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
    }

    [Fact]
    public void Its_two_commands_are_those_of_the_README()
    {
        string[] commands = [
            .. Steps((YamlMappingNode)Jobs["readme"]).Where(step => step.Children.ContainsKey("run")).Select(step => $"{step["run"]}")];
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        Assert.Equal(2, commands.Length);
        Assert.All(commands, command => Assert.Contains($"```sh\n{command}\n```", readme.ReplaceLineEndings("\n")));
    }

    [Fact]
    public void No_job_may_fail() => Assert.DoesNotContain("continue-on-error", Text, StringComparison.Ordinal);

    [Theory]
    [InlineData(@"Invoke-FreshShell|Invoke-EmptyShell|Invoke-Import|Start-TestEmulator|Diagnostics\.Process", "Process")]
    [InlineData(@"AssemblyLoadContext|CreateTempSubdirectory", "Process|Core")]
    [InlineData(@"ArgumentList", "Never")]
    public void A_spec_that_Windows_PowerShell_cannot_run_has_a_tag_that_leaves_it_out(string code, string tag) => Assert.All(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Pester"), "*.Tests.ps1")
            .Where(file => Regex.IsMatch(File.ReadAllText(file), code)),
        file => Assert.True(Regex.IsMatch(File.ReadAllText(file), $@"-Tag (\w+, )*({tag})\b"), file),
        throwIfEmpty: tag != "Never");

    private static YamlMappingNode Load()
    {
        YamlStream stream = [];
        using StringReader reader = new(Text);
        stream.Load(reader);
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode["jobs"];
    }

    private static IEnumerable<YamlMappingNode> Steps(YamlMappingNode job) => ((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>();

    private static string[] Artifacts(YamlMappingNode job, string direction) =>
        [.. Steps(job)
            .Where(step => step.Children.TryGetValue("uses", out YamlNode? action)
                && $"{action}".StartsWith($"actions/{direction}-artifact@", StringComparison.Ordinal))
            .Select(step => $"{step["with"]["name"]}")];

    private static string[] Words(YamlNode list) => [.. ((YamlSequenceNode)list).Select(item => $"{item}")];
}
