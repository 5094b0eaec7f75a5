using AmlCompute.Models;
using Xunit;

namespace AmlCompute.Tests.Models;

public sealed class ComputeNamesTests
{
    [Theory]
    [InlineData("ab")]
    [InlineData("a1")]
    [InlineData("Cpu-Cluster-1x")]
    [InlineData("a-")]
    [InlineData("a--b")]
    [InlineData("abcdefghijabcdefghijabcdefghijab")]
    public void A_name_within_the_rules_is_taken(string name) => ComputeNames.RequireValid(name);

    [Theory]
    [InlineData("", "it must have 2 to 32 characters, but it has 0")]
    [InlineData("a", "it must have 2 to 32 characters, but it has 1")]
    [InlineData("abcdefghijabcdefghijabcdefghijabc", "it must have 2 to 32 characters, but it has 33")]
    [InlineData("abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij", "it must have 2 to 32 characters, but it has 60")]
    [InlineData("1ab", "it must start with a letter")]
    [InlineData("-ab", "it must start with a letter")]
    [InlineData("../x", "it must start with a letter")]
    [InlineData("?api-version=", "it must start with a letter")]
    [InlineData("éab", "it must start with a letter")]
    [InlineData("a b", "it can contain only letters, digits and hyphens, not ' '")]
    [InlineData("a_b", "it can contain only letters, digits and hyphens, not '_'")]
    [InlineData("a/b", "it can contain only letters, digits and hyphens, not '/'")]
    [InlineData("aé", "it can contain only letters, digits and hyphens, not 'é'")]
    [InlineData("a٣", "it can contain only letters, digits and hyphens, not '٣'")]
    [InlineData("ab\n", "it can contain only letters, digits and hyphens, not U+000A")]
    [InlineData("ab\0", "it can contain only letters, digits and hyphens, not U+0000")]
    public void A_name_outside_the_rules_is_refused_with_the_reason(string name, string reason)
    {
        ComputeTargetException exception = Assert.Throws<ComputeTargetException>(() => ComputeNames.RequireValid(name));

        Assert.Equal((ErrorIds.InvalidComputeName, name), (exception.ErrorId, exception.ComputeName));
        string shown = name.Replace('\0', '\uFFFD');
        Assert.Equal($"'{shown}' is not a valid name for a compute target: {reason}.", exception.Message);
    }

    [Theory]
    [InlineData("ab\u200B", "U+200B")]
    [InlineData("ab\u202E", "U+202E")]
    [InlineData("ab\U0001F600", "U+1F600")]
    public void A_character_that_is_not_visible_or_not_alone_has_its_code_point_in_the_message(string name, string shown) =>
        Assert.EndsWith(
            $"digits and hyphens, not {shown}.", Assert.Throws<ComputeTargetException>(() => ComputeNames.RequireValid(name)).Message);

    [Theory]
    [InlineData("ab", true)]
    [InlineData("abc", false)]
    [InlineData("abcdefghijabcdefghijabcd", false)]
    [InlineData("abcdefghijabcdefghijabcde", true)]
    [InlineData("abc-1", true)]
    [InlineData("abc-1x", false)]
    [InlineData("abc-1-22", true)]
    [InlineData("abc-", false)]
    [InlineData("abc1", false)]
    public void A_name_outside_the_published_pattern_is_a_warning(string name, bool doubted) =>
        Assert.Equal(doubted, ComputeNames.FindWarning(name) is not null);

    [Fact]
    public void Names_that_break_one_rule_have_the_same_warning()
    {
        Assert.Equal(ComputeNames.FindWarning("bulk-1")?.Rule, ComputeNames.FindWarning("other-2")?.Rule);
        Assert.Equal(ComputeNames.FindWarning("ab")?.Rule, ComputeNames.FindWarning("abcdefghijabcdefghijabcde")?.Rule);
        Assert.NotEqual(ComputeNames.FindWarning("bulk-1")?.Rule, ComputeNames.FindWarning("ab")?.Rule);
    }
}
