using System.Text.RegularExpressions;
using Xunit;

namespace AmlCompute.Tests.Architecture;

/// <summary>Words of the service have one case in every culture: i and I are the same letter under tr-TR, too.</summary>
public sealed partial class CultureTests
{
    private static readonly string Source = Path.Combine(Repository.Root, "src");

    public static TheoryData<string> SourceFiles => [.. Files("*.cs").Select(path => Path.GetRelativePath(Source, path))];

    public static TheoryData<string> Scripts => [.. Files("*.ps*1*").Select(path => Path.GetRelativePath(Source, path))];

    [Theory]
    [MemberData(nameof(SourceFiles))]
    public void Only_Patterns_creates_wildcard_patterns_and_no_comparison_uses_the_culture(string path)
    {
        string text = File.ReadAllText(Path.Combine(Source, path));
        Assert.DoesNotMatch(CultureWord(), text);
        if (Path.GetFileName(path) != "Patterns.cs")
        {
            Assert.DoesNotMatch(@"new WildcardPattern|WildcardOptions|WildcardPattern\.Get", text);
        }

        Assert.All(
            text.Split(';').Where(statement => statement.Contains("RegexOptions.IgnoreCase", StringComparison.Ordinal)),
            statement => Assert.Contains("RegexOptions.CultureInvariant", statement));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Scripts_of_the_module_compare_text_with_case(string path) => Assert.DoesNotMatch(
        @"(?<=\s)-(i?(match|notmatch|replace|split|like|notlike)) |switch -Regex (?!-CaseSensitive)",
        File.ReadAllText(Path.Combine(Source, path)));

    private static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Source, pattern, SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(Source, path).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Order(StringComparer.Ordinal);

    [GeneratedRegex(
        @"\.To(Lower|Upper)\(\)|char\.To(Lower|Upper)\(|(StringComparison|StringComparer)\.(CurrentCulture|InvariantCulture)"
        + @"|string\.Compare\(")]
    private static partial Regex CultureWord();
}
