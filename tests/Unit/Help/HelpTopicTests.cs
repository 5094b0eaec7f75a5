using System.Reflection;
using System.Text.RegularExpressions;
using AmlCompute.Client.Findings;
using AmlCompute.Help;
using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Help;

/// <summary>The about topics, as Get-Help shows them.</summary>
public sealed partial class HelpTopicTests
{
    public static TheoryData<string> Topics => [.. HelpDocs.Topics];

    private static IEnumerable<string> ErrorIdNames =>
        typeof(ErrorIds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(id => (string)id.GetRawConstantValue()!);

    [Fact]
    public void The_topics_are_there() => Assert.Superset(
        new HashSet<string>(
            [
                "about_AmlCompute", "about_AmlCompute_Authentication", "about_AmlCompute_Sandbox", "about_AmlCompute_Errors",
                "about_AmlCompute_Automation"]),
        HelpDocs.Topics.ToHashSet());

    [Theory]
    [MemberData(nameof(Topics))]
    public void A_topic_fits_80_columns_and_begins_as_the_engine_expects(string name)
    {
        string[] lines = AboutWriter.Write(HelpDocs.PathOf(name)).Split('\n');
        Assert.Equal(["TOPIC", $"    {name}", string.Empty, "SHORT DESCRIPTION"], lines[..4]);
        // The engine takes this line alone for the summary.
        Assert.EndsWith(".", lines[4], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotContain(lines, line => line.Contains('`'));
    }

    [Fact]
    public void Every_error_id_has_its_cause_and_remedy()
    {
        string[] sections = SectionStart()
            .Split(HelpDocs.TextOf("about_AmlCompute_Errors").Split("\n## ERROR IDS\n")[1].Split("\n## ")[0])[1..];
        Assert.Equal(ErrorIdNames.Order(StringComparer.Ordinal), sections.Select(section => section.Split('\n')[0]));
        Assert.All(sections, section => Assert.Matches(@"^\w+\n\nCause: .+(\n.+)*\n\nRemedy: .+", section));
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void No_topic_or_page_names_an_unknown_error_id(string topic)
    {
        // A page names the rules of findings in the same form.
        HashSet<string> known = [.. ErrorIdNames, .. FindingRules.All.Select(rule => rule.Id)];
        Assert.Contains(HelpDocs.Pages, name => ErrorIdAtStart().IsMatch(HelpDocs.TextOf(name)));
        foreach (string name in HelpDocs.Pages.Append(topic))
        {
            Assert.All(ErrorIdAtStart().Matches(HelpDocs.TextOf(name)), match => Assert.Contains(match.Groups[1].Value, known));
        }
    }

    [GeneratedRegex(@"^### ", RegexOptions.Multiline)]
    private static partial Regex SectionStart();

    /// <summary>As the notes of pages name them: in backticks, with a colon behind.</summary>
    [GeneratedRegex(@"(?<=[.\n] ?)`([A-Z]\w+)`: ")]
    private static partial Regex ErrorIdAtStart();
}
