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

    private static string Read(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");
}
