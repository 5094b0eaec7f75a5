using System.Collections;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using Xunit;

namespace AmlCompute.Tests.Commands.Attributes;

public sealed class TagTextTests
{
    [Theory]
    [InlineData("team=vision; owner = ann")]
    [InlineData(" team = vision;owner=ann; ")]
    [InlineData("team=vision; ; owner=ann;")]
    public void Blanks_around_tags_and_empty_parts_are_ignored(string text)
    {
        IDictionary tags = TagTextAttribute.Parse(text);

        Assert.Equal(2, tags.Count);
        Assert.Equal(("vision", "ann"), (tags["team"], tags["owner"]));
    }

    [Theory]
    [InlineData("team", "'team' is not a valid tag. The form is name=value; name=value.")]
    [InlineData("team=vision; =ann", "'=ann' is not a valid tag. The form is name=value; name=value.")]
    [InlineData("team=vision; team=speech", "The tag 'team' is given twice.")]
    public void A_tag_without_a_name_or_given_twice_is_refused(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<ComputeTargetException>(() => TagTextAttribute.Parse(text)).Message);

    [Fact]
    public void Names_that_differ_in_casing_only_are_refused() => Assert.Equal(
        "-Tag: the names 'Team', 'team' differ in casing only, and Azure treats them as one tag.",
        Assert.Throws<ComputeTargetException>(() => TagValues.ConvertTags(TagTextAttribute.Parse("Team=a; team=b"), "-Tag")).Message);

    [Fact]
    public void Two_keys_with_one_text_are_one_tag() =>
        Assert.Equal("1", Assert.Single(TagValues.ConvertTags(new Hashtable { [1] = "a", ["1"] = "a" }, "-Tag")).Key);
}
