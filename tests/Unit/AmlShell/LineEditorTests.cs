using System.Management.Automation;
using AmlCompute.Shell;
using Xunit;

namespace AmlCompute.Tests.Shell;

public sealed class LineEditorTests
{
    private static readonly ConsoleKeyInfo Enter = new('\r', ConsoleKey.Enter, false, false, false);

    private readonly List<string> _history = [];

    [Fact]
    public void Typed_text_is_the_line_and_goes_into_the_history()
    {
        Assert.Equal(new LineInput(LineEnd.Accepted, "abc"), Read([.. Text("abc"), Enter]));
        Assert.Equal(["abc"], _history);
    }

    [Fact]
    public void The_cursor_keys_move_to_where_text_is_inserted_and_deleted() =>
        Assert.Equal(
            "[ac!]",
            Read([
                .. Text("abc]"), Key(ConsoleKey.LeftArrow), .. Text("!"), Key(ConsoleKey.LeftArrow), Key(ConsoleKey.LeftArrow),
                Key(ConsoleKey.Backspace), Key(ConsoleKey.Home), .. Text("x["), Key(ConsoleKey.Home), Key(ConsoleKey.Delete),
                Key(ConsoleKey.End), Enter,
            ]).Text);

    [Fact]
    public void Up_and_down_walk_the_history_and_come_back_to_the_unfinished_line()
    {
        _history.AddRange(["first", "second"]);

        Assert.Equal("first", Read([Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), Enter]).Text);
        Assert.Equal("unfinished", Read([.. Text("unfinished"), Key(ConsoleKey.UpArrow), Key(ConsoleKey.DownArrow), Enter]).Text);
    }

    [Fact]
    public void Tab_goes_through_the_candidates_and_shift_tab_back() =>
        Assert.Equal(
            "x Get-B",
            Read([.. Text("x Get-"), .. Enumerable.Repeat(Key(ConsoleKey.Tab), 3), Key(ConsoleKey.Tab, shift: true), Enter]).Text);

    [Fact]
    public void Ctrl_C_gives_the_line_up_and_keeps_it_out_of_the_history()
    {
        Assert.Equal(LineEnd.Cancelled, Read([.. Text("abc"), Control('\u0003', ConsoleKey.C)]).End);
        Assert.Empty(_history);
    }

    [Fact]
    public void Ctrl_D_ends_the_input_only_on_an_empty_line()
    {
        Assert.Equal(LineEnd.EndOfInput, Read([Control('\u0004', ConsoleKey.D)]).End);
        Assert.Equal(LineEnd.Accepted, Read([.. Text("a"), Control('\u0004', ConsoleKey.D), Enter]).End);
    }

    [Theory]
    [InlineData("if ($true) {", true)]
    [InlineData("Get-Command |", true)]
    [InlineData("'open", true)]
    [InlineData("if ($true) { 1 }", false)]
    [InlineData("1 )", false)]
    public void A_line_that_the_parser_cannot_finish_asks_for_more(string text, bool incomplete) =>
        Assert.Equal(incomplete, InteractiveLoop.IsIncomplete(text));

    private static IEnumerable<ConsoleKeyInfo> Text(string text) =>
        text.Select(character => new ConsoleKeyInfo(character, ConsoleKey.None, false, false, false));

    private static ConsoleKeyInfo Key(ConsoleKey key, bool shift = false) => new('\0', key, shift, false, false);

    private static ConsoleKeyInfo Control(char character, ConsoleKey key) => new(character, key, false, false, control: true);

    private static CommandCompletion Complete(string text, int cursor)
    {
        int word = text.LastIndexOf(' ') + 1;
        return new([new("Get-A"), new("Get-B"), new("Get-C")], currentMatchIndex: -1, word, cursor - word);
    }

    private LineInput Read(IEnumerable<ConsoleKeyInfo> keys)
    {
        Queue<ConsoleKeyInfo> typed = new(keys);
        return new LineEditor(typed.Dequeue, TextWriter.Null, () => 80, "PS> ", _history, Complete).Read();
    }
}
