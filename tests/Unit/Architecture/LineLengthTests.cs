using Xunit;

namespace AmlCompute.Tests.Architecture;

/// <summary>No line of the sources, the tests and the documentation has more than 140 characters.</summary>
public sealed class LineLengthTests
{
    private const int Longest = 140;

    /// <summary>A resource id or a URL that is longer cannot be wrapped.</summary>
    private const int LongestWord = 100;

    private static readonly string[] Folders = ["src", "tests", "tools", "bench", "samples", "docs"];

    private static readonly string[] Extensions = [".cs", ".ps1", ".psm1", ".psd1", ".md"];

    private static readonly string[] Generated = ["obj", "bin", "output", "artifacts", "node_modules", "BenchmarkDotNet.Artifacts"];

    [Fact]
    public void Every_line_fits()
    {
        string[] files = [.. Files()];
        string[] tooLong =
        [
            .. files.SelectMany(path => TooLong(path, File.ReadAllLines(Path.Combine(Repository.Root, path)))
                .Select(line => $"{path}:{line} has more than {Longest} characters.")),
        ];

        Assert.All(Extensions, extension => Assert.Contains(files, path => path.EndsWith(extension, StringComparison.Ordinal)));
        Assert.True(tooLong.Length == 0, string.Join(Environment.NewLine, tooLong));
    }

    [Theory]
    [InlineData("a.cs", "{0}", 1)]
    [InlineData("a.md", "text\n{0}", 2)]
    [InlineData("a.cs", "| {0}", 1)]
    [InlineData("a.md", "| {0}", 0)]
    [InlineData("a.md", "```output\n{0}\n```", 0)]
    [InlineData("a.md", "```output\n{0}\n```\n{0}", 4)]
    [InlineData("a.ps1", "```output\n{0}\n```", 2)]
    [InlineData("AmlCompute.psd1", "    Description = '{0}'", 0)]
    [InlineData("AmlCompute.psd1", "    Copyright = '{0}'", 1)]
    public void A_table_a_fence_and_the_description_of_the_manifest_can_be_wider(string path, string text, int wrong) =>
        Assert.Equal(
            wrong == 0 ? [] : [wrong],
            TooLong(path, text.Replace("{0}", string.Concat(Enumerable.Repeat("word ", 30)), StringComparison.Ordinal).Split('\n')));

    [Theory]
    [InlineData(60, 80, false)]
    [InlineData(60, 81, true)]
    [InlineData(60, 100, true)]
    [InlineData(60, 101, false)]
    public void A_word_that_cannot_be_wrapped_can_be_longer(int indent, int length, bool isWrong) =>
        Assert.Equal(isWrong ? [1] : [], TooLong("a.cs", [new string(' ', indent) + new string('\u00E9', length)]));

    private static IEnumerable<string> Files() =>
        Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Root))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => Extensions.Contains(Path.GetExtension(path)) && !path.Split('/').Intersect(Generated).Any())
            .Order(StringComparer.Ordinal);

    /// <summary>Returns the numbers of the lines that are too long and could be wrapped.</summary>
    private static IEnumerable<int> TooLong(string path, string[] lines)
    {
        bool isMarkdown = path.EndsWith(".md", StringComparison.Ordinal);
        bool isInFence = false;
        for (int index = 0; index < lines.Length; index++)
        {
            string line = lines[index];
            bool isFence = isMarkdown && line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            isInFence ^= isFence;
            bool isFree = isFence || isInFence || (isMarkdown && line.StartsWith('|')) || IsDescription(path, line);
            if (!isFree && line.Length > Longest && line.Split(' ').All(word => word.Length <= LongestWord))
            {
                yield return index + 1;
            }
        }
    }

    /// <summary>A manifest has no expressions, so a text in it is one line.</summary>
    private static bool IsDescription(string path, string line) =>
        path == "AmlCompute.psd1" && line.TrimStart().StartsWith("Description ", StringComparison.Ordinal);
}
