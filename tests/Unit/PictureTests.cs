using System.Xml.Linq;
using Xunit;

namespace AmlCompute.Tests;

/// <summary>The picture of the README shows what the module prints.</summary>
public sealed class PictureTests
{
    [Fact]
    public async Task The_picture_equals_the_output_of_its_script()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("picture ");
        try
        {
            string drawn = Path.Combine(folder.FullName, "terminal.svg");
            string script = Path.Combine(Repository.Root, "docs", "picture.ps1");
            PwshRun run = await Pwsh.RunAsync(await Pwsh.CreateStartAsync("-File", script, "-Path", drawn));

            Assert.Equal((0, string.Empty), (run.ExitCode, run.Errors));
            Assert.Equal(Read(drawn), Read(Path.Combine(Repository.Root, "docs", "terminal.svg")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Their times differ, so nothing can compare them with a new drawing.</summary>
    [Theory]
    [InlineData("table", "Get-AmlComputeTarget", "Running", "Stopped", "STANDARD_NC4AS_T4_V3")]
    [InlineData("progress", "New-AmlComputeTarget", "0 done, 20 left, 00:00:0", "slowest: edge01", "Creating, 00:00:0")]
    [InlineData("error", "Stop-AmlComputeTarget", "only", "Recommendation: Set-AmlComputeTarget cpu-cluster -MinNodes 0")]
    [InlineData("watch", "Watch-AmlComputeTarget", "Creating", "3 targets: 2 Steady, 1 Creating; 00:00:0", "; Ctrl+C to stop")]
    public void A_screen_of_the_prompt_shows_what_the_README_says(string name, params string[] shown)
    {
        XDocument picture = XDocument.Parse(Read(Path.Combine(Repository.Root, "docs", $"{name}.svg")));
        string[] lines = [.. picture.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];

        Assert.All(shown, text => Assert.Contains(lines, line => line.Contains(text, StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains($"(docs/{name}.svg)", Read(Path.Combine(Repository.Root, "README.md")), StringComparison.Ordinal);
    }

    private static string Read(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");
}
