using System.Text.RegularExpressions;
using Xunit;

namespace AmlCompute.Tests.Architecture;

/// <summary>The tables of docs/reliability.md and the promises of SECURITY.md name tests that exist.</summary>
public sealed partial class FaultTableTests
{
    private static readonly string Tests = Path.Combine(Repository.Root, "tests");

    private static readonly Lazy<string> Sources = new(() => string.Join(
        '\n',
        Directory.EnumerateFiles(Path.Combine(Tests, "Unit"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText)));

    public static TheoryData<string> Rows =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "reliability.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)
                && !line.EndsWith("| test |", StringComparison.Ordinal)
                && !line.EndsWith("| not tested |", StringComparison.Ordinal)
                && !line.Contains("performance.md", StringComparison.Ordinal))
            .Select(line => line.TrimEnd('|', ' ').Split('|')[^1]),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_row_names_tests_that_exist(string cell)
    {
        string[] names = [.. Quoted().Matches(cell).Select(match => match.Groups[1].Value)];

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(Exists(name), $"There is no test {name}."));
    }

    [Fact]
    public void Each_test_that_the_promises_name_exists() => Assert.All(
        Quoted().Matches(File.ReadAllText(Path.Combine(Repository.Root, "SECURITY.md")))
            .Select(match => match.Groups[1].Value)
            .Where(name => name.EndsWith("Tests", StringComparison.Ordinal) || name.EndsWith(".ps1", StringComparison.Ordinal)),
        name => Assert.True(Exists(name), $"There is no test {name}."));

    private static bool Exists(string name) => name.EndsWith(".ps1", StringComparison.Ordinal)
        ? File.Exists(Path.Combine(Tests, "Pester", name))
        : Regex.IsMatch(Sources.Value, name.EndsWith("Tests", StringComparison.Ordinal) ? $@"class {name}\b" : $@"(Task|void) {name}");

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
