using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using AmlCompute.Shell;
using Xunit;

namespace AmlCompute.Tests.Shell;

public sealed class ShellPromptTests
{
    private static readonly ChoiceMenu Menu = new([new("&Yes", "does it"), new("Yes to &All"), new("No", "leaves it")], defaultChoice: 0);

    [Fact]
    public void A_question_shows_its_keys_and_its_default() =>
        Assert.Equal("[Y] Yes  [A] Yes to All  [No] No  [?] Help (default is \"Y\"): ", Menu.Prompt);

    [Theory]
    [InlineData("", 0)]
    [InlineData("y", 0)]
    [InlineData("a", 1)]
    [InlineData("yes to all", 1)]
    [InlineData("NO", 2)]
    [InlineData("n", null)]
    [InlineData("maybe", null)]
    public void An_answer_is_a_key_or_a_whole_label(string answer, int? choice) => Assert.Equal(choice, Menu.Find(answer));

    [Fact]
    public void Without_a_default_an_empty_answer_is_none() =>
        Assert.Null(new ChoiceMenu([new ChoiceDescription("&Yes")], defaultChoice: -1).Find(string.Empty));

    [Fact]
    public void Progress_is_one_line_where_escape_codes_are_not_wanted_and_is_removed_without_a_trace()
    {
        ProgressPane pane = new(usesEscapeCodes: false);
        pane.Update(1, new ProgressRecord(1, "Waiting for cpu", "Resizing") { PercentComplete = 50, SecondsRemaining = 65 });

        Assert.Equal("Waiting for cpu: Resizing [##########          ] 50% 00:01:05 left\r", pane.Draw(100));
        Assert.Equal("\r" + new string(' ', 66) + "\r", pane.Erase());
        Assert.Empty(pane.Erase());
    }

    [Fact]
    public void Progress_fits_the_width_and_shows_children_below_their_parents()
    {
        ProgressPane pane = new(usesEscapeCodes: true);
        pane.Update(1, new ProgressRecord(1, "first", "a"));
        pane.Update(1, new ProgressRecord(2, "second", "b"));
        pane.Update(1, new ProgressRecord(3, "child of the first", "c") { ParentActivityId = 1 });

        string[] lines = new StringDecorated(pane.Draw(16)).ToString(OutputRendering.PlainText).Split('\n');

        Assert.StartsWith("first: a", lines[0], StringComparison.Ordinal);
        Assert.Equal("  child of the ", lines[1]);
        Assert.StartsWith("second: b", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_completed_activity_takes_its_children_with_it()
    {
        ProgressPane pane = new(usesEscapeCodes: true);
        pane.Update(1, new ProgressRecord(1, "parent", "a"));
        pane.Update(1, new ProgressRecord(2, "child", "b") { ParentActivityId = 1 });

        pane.Update(1, new ProgressRecord(1, "parent", "done") { RecordType = ProgressRecordType.Completed });

        Assert.True(pane.IsEmpty);
    }
}
