using System.Management.Automation;
using System.Text.RegularExpressions;
using AmlCompute.Help;
using Xunit;

namespace AmlCompute.Tests.Help;

/// <summary>The pages say what is true of the commands, and leave nothing out.</summary>
public sealed partial class HelpPageTests
{
    private const string ToUpdate = "Run: dotnet run --project tools/AmlCompute.Help -- update";

    public static TheoryData<string> Commands => [.. HelpDocs.Commands.Keys];

    public static TheoryData<string> Pages => [.. HelpDocs.Pages];

    public static TheoryData<string> Texts => [.. HelpDocs.Pages, .. HelpDocs.Topics];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_has_a_page(string command) => Assert.True(File.Exists(HelpDocs.PathOf(command)), ToUpdate);

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_agrees_with_its_command(string name)
    {
        string written = HelpDocs.TextOf(name);
        Assert.True(HelpDocs.Commands.ContainsKey(name), $"There is no command {name}.");
        Assert.True(
            new PageUpdater(XmlDocs.None).Update(written, HelpDocs.Commands[name]) == written, $"{name}.md is out of date. {ToUpdate}");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_is_whole(string name)
    {
        HelpPage page = HelpPageReader.Read(HelpDocs.PathOf(name));
        CommandDescription command = HelpDocs.Commands[name];

        Assert.DoesNotContain(PageUpdater.Gap, HelpDocs.TextOf(name), StringComparison.Ordinal);
        Assert.Equal(name, page.Name);
        Assert.NotEmpty(page.Synopsis);
        Assert.NotEmpty(page.Description);
        Assert.NotEmpty(page.Notes);
        Assert.NotEmpty(page.Links);
        Assert.InRange(page.Examples.Count, 3, 10);
        Assert.Equal(
            Enumerable.Range(1, page.Examples.Count),
            page.Examples.Select(example => int.Parse(ExampleTitle().Match(example.Title).Groups[1].Value, null)));
        Assert.All(page.Examples, example => Assert.NotEmpty(example.Remarks));

        // A longer title breaks at 80 columns, because Get-Help indents it.
        Assert.All(page.Examples, example => Assert.InRange(example.Title.Length, 1, 75));
        Assert.Equal(command.Sets.Count, page.Syntax.Count);
        Assert.All(page.Inputs.Concat(page.Outputs), type => Assert.NotEmpty(type.Description));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_parameter_is_described_and_typed_as_in_the_command(string name)
    {
        HelpPage page = HelpPageReader.Read(HelpDocs.PathOf(name));
        Assert.Equal(
            HelpDocs.Commands[name].Parameters.Select(parameter => (parameter.Name, parameter.Type)),
            page.Parameters.Select(parameter => (parameter.Name, parameter.Uses[0].Type)));
        Assert.All(page.Parameters, parameter => Assert.NotEmpty(parameter.Description));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_sets_in_the_syntax_are_read_unchanged(string name)
    {
        HelpPage page = HelpPageReader.Read(HelpDocs.PathOf(name));
        IEnumerable<string> read = page.Syntax.SelectMany(syntax => syntax.Parameters.Select(parameter =>
        {
            string placeholder = parameter.IsPositional ? $"[-{parameter.Name}]" : $"-{parameter.Name}";
            string text = parameter.Type is null ? placeholder : $"{placeholder} <{parameter.Type}>";
            return parameter.IsRequired ? text : $"[{text}]";
        }));
        Assert.Equal(HelpDocs.Commands[name].Sets.SelectMany(set => set.Placeholders), read);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_links_of_a_page_lead_to_pages(string name) =>
        Assert.All(
            Link().Matches(HelpDocs.TextOf(name)),
            link => Assert.True(File.Exists(Path.Combine(HelpDocs.Folder, link.Groups[1].Value)), link.Value));

    /// <summary>A page may name nothing of a kind; that no page does would be a pattern that finds nothing.</summary>
    [Fact]
    public void The_patterns_find_what_pages_name()
    {
        string all = string.Concat(HelpDocs.Pages.Concat(HelpDocs.Topics).Select(HelpDocs.TextOf));
        Assert.All((Regex[])[Link(), Parameter(), Command(), Topic()], pattern => Assert.Matches(pattern, all));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Prose_names_commands_topics_and_parameters_that_exist(string name)
    {
        HashSet<string> parameters = new(
            [
                .. HelpDocs.Commands.Values.SelectMany(command => command.Parameters)
                .SelectMany(parameter => (string[])[parameter.Name, .. parameter.Aliases]),
                .. Cmdlet.CommonParameters, "AsSecureString"],
            StringComparer.Ordinal);
        string prose = Fence().Replace(HelpDocs.TextOf(name), string.Empty);

        Assert.All(Parameter().Matches(prose), match => Assert.Contains(match.Groups[1].Value, parameters));
        Assert.All(
            Command().Matches(prose),
            match => Assert.True(HelpDocs.Commands.ContainsKey(match.Value), $"There is no command {match.Value}."));
        Assert.All(Topic().Matches(prose), match => Assert.True(
            match.Value == "about_CommonParameters" || File.Exists(HelpDocs.PathOf(match.Value)), $"There is no topic {match.Value}."));
    }

    [GeneratedRegex(@"^Example (\d+): \S")]
    private static partial Regex ExampleTitle();

    [GeneratedRegex(@"\]\(([^):]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(?<=[\s`(])-([A-Z][A-Za-z]+)\b")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+-Aml\w+\b")]
    private static partial Regex Command();

    [GeneratedRegex(@"\babout_\w+")]
    private static partial Regex Topic();
}
