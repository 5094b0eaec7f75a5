using AmlCompute.Help;
using Xunit;

namespace AmlCompute.Tests.Help;

/// <summary>The tool that keeps the pages and makes help of them.</summary>
public sealed class HelpToolTests
{
    private static readonly CommandDescription Command = HelpDocs.Commands["Disconnect-AmlWorkspace"];

    private static readonly PageUpdater Updater = new(XmlDocs.None);

    [Fact]
    public void A_new_page_can_be_read_and_shows_where_prose_is_missing()
    {
        string page = Updater.Update(null, Command);
        Assert.Contains(PageUpdater.Gap, page, StringComparison.Ordinal);
        Assert.Equal(["PassThru"], HelpPageReader.Read("x.md", page).Parameters.Select(parameter => parameter.Name));
        Assert.Equal(page, Updater.Update(page, Command));
    }

    [Fact]
    public void An_update_keeps_prose_and_corrects_the_rest()
    {
        string page = HelpDocs.TextOf(Command.Name)
            .Replace("Type: System.Management.Automation.SwitchParameter", "Type: System.String", StringComparison.Ordinal)
            .Replace("[-PassThru]", "[-Passed]", StringComparison.Ordinal)
            .Replace("### -PassThru", "### -Gone\n\nOld.\n\n### -PassThru\n\nMy words.", StringComparison.Ordinal);
        string updated = Updater.Update(page, Command);

        Assert.Contains("My words.", updated, StringComparison.Ordinal);
        Assert.DoesNotContain("-Gone", updated, StringComparison.Ordinal);
        Assert.DoesNotContain("Type: System.String\n", updated, StringComparison.Ordinal);
        Assert.Contains("[-PassThru] [<CommonParameters>]", updated, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("## NOTES\n", "## NOTE\n", "'NOTE' is not a valid section")]
    [InlineData("## NOTES\n", "", "NOTES is missing")]
    [InlineData(
        "```powershell\nDisconnect-AmlWorkspace\n", "First prose.\n\n```powershell\nDisconnect-AmlWorkspace\n",
        "starts with a fenced block")]
    [InlineData("Default value: False\n", "", "'Default value:' is missing")]
    [InlineData("A session without", "A session <b>without", "HtmlInline cannot be shown")]
    public void A_page_that_is_not_written_as_pages_are_is_an_error_with_its_place(string text, string instead, string message)
    {
        string page = HelpDocs.TextOf(Command.Name);
        Assert.Contains(text, page, StringComparison.Ordinal);
        HelpFormatException error = Assert.Throws<HelpFormatException>(
            () => HelpPageReader.Read("docs/x.md", page.Replace(text, instead, StringComparison.Ordinal)));
        Assert.Matches(@"^docs/x\.md\(\d+\): error HELP: ", error.Message);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_in_a_topic_that_is_too_wide_is_an_error()
    {
        string topic = $"# about_X\n\n## SHORT DESCRIPTION\n\nText.\n\n```powershell\n{new string('x', 75)}\n```\n";
        Assert.Contains(
            "about_X.md(7)", Assert.Throws<HelpFormatException>(() => AboutWriter.Write("about_X.md", topic)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_topic_becomes_plain_text()
    {
        const string Topic =
            "# about_X\n\n## SHORT DESCRIPTION\n\nSome `code` and a [link](Get-X.md).\n\n### Part\n\n- one\n- two\n\n```powershell\n" +
            "Get-X |\n    Get-Y\n```\n";
        Assert.Equal(
            "TOPIC\n    about_X\n\nSHORT DESCRIPTION\n    Some code and a link.\n\n  Part\n    - one\n    - two\n\n      Get-X |\n" +
            "          Get-Y\n",
            AboutWriter.Write("about_X.md", Topic));
    }
}
