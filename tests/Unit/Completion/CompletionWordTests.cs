using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using AmlCompute.Completion;
using Xunit;

namespace AmlCompute.Tests.Completion;

/// <summary>Completion accepts any text before the cursor.</summary>
public sealed class CompletionWordTests
{
    private static readonly IArgumentCompleter[] Completers = [
        new ComputeTypeCompleter(), new ProvisioningStateCompleter(), new SupportedForCompleter(), new TimeZoneCompleter()];

    [Theory]
    [InlineData("[z-a]", "[z-a]1", "z1")]
    [InlineData("'[z-a]", "[z-a]1", "z1")]
    [InlineData("x[z-a]*", "x[z-a]*1", "x1")]
    [InlineData("a[b", "a[b]", "ab")]
    [InlineData("[a-z]1", "b12", "[a-z]1")]
    [InlineData("c*u", "cpu", "gpu")]
    [InlineData("`", "`a", "a")]
    public void A_pattern_that_is_none_is_a_beginning(string typed, string fits, string fitsNot)
    {
        CompletionWord word = new(typed, takesWildcards: true);
        Assert.True(word.MatchesStartOf(fits));
        Assert.False(word.MatchesStartOf(fitsNot));
    }

    [Fact]
    public void Nothing_typed_fits_everything()
    {
        Assert.True(new CompletionWord(null, takesWildcards: false).MatchesStartOf("cpu"));
        Assert.True(new CompletionWord(string.Empty, takesWildcards: false).MatchesStartOf("cpu"));
    }

    [Theory]
    [InlineData("[z-a]")]
    [InlineData("'[9-0]*")]
    public void A_completer_offers_nothing_for_a_pattern_that_is_none(string typed) =>
        Assert.All(Completers, completer => Assert.Empty(Complete(completer, typed)));

    [Fact]
    public void A_completer_offers_all_for_nothing() => Assert.All(Completers, completer => Assert.NotEmpty(Complete(completer, null)));

    [Fact]
    public void A_value_is_listed_without_its_control_characters()
    {
        CompletionResult result = new CompletionWord("a", takesWildcards: false).CreateResult("a\u001b]0;x\a", null, "tip\u202e");
        Assert.Equal(("a\uFFFD]0;x\uFFFD", "tip\uFFFD"), (result.ListItemText, result.ToolTip));
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void A_beginning_fits_in_any_casing_and_culture(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.True(new CompletionWord("gpu-i", takesWildcards: true).MatchesStartOf("GPU-IMAGE"));
            Assert.True(new CompletionWord("*-i", takesWildcards: true).MatchesStartOf("Gpu-Image"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("cpu", true)]
    [InlineData("gpu größe", true)]
    [InlineData("", false)]
    [InlineData("a\u001b[2J", false)]
    [InlineData("a\nb", false)]
    [InlineData("\u202etxt", false)]
    public void A_value_that_could_change_the_prompt_is_not_offered(string value, bool expected) =>
        Assert.Equal(expected, new CompletionAnswer(value).IsWritable);

    [Theory]
    [InlineData("\"a", "a\u201d; exit; \u201cb")]
    [InlineData("\"a", "a\"; exit; \u201eb")]
    [InlineData("'a", "a\u2019; exit; \u2018b")]
    [InlineData("a", "a; exit")]
    public void A_value_with_quotes_stays_one_argument(string typed, string value)
    {
        string text = new CompletionWord(typed, takesWildcards: false).CreateResult(value).CompletionText;
        ScriptBlockAst script = Parser.ParseInput($"x {text}", out _, out ParseError[] errors);
        Assert.Empty(errors);
        CommandAst command = Assert.IsType<CommandAst>(Assert.Single(script.FindAll(ast => ast is CommandAst, true)));
        Assert.Equal(value, Assert.IsType<StringConstantExpressionAst>(command.CommandElements[1]).Value);
    }

    private static CompletionResult[] Complete(IArgumentCompleter completer, string? typed) =>
        [
            .. completer.CompleteArgument(
                "x", "y", typed!, (CommandAst)Parser.ParseInput("x", out _, out _).Find(ast => ast is CommandAst, false),
                new Dictionary<string, object>())];
}
