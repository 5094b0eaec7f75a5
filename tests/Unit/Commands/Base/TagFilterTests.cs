using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;
using AmlCompute.Commands.Base;
using AmlCompute.Tests.Models;
using Xunit;

namespace AmlCompute.Tests.Commands.Base;

public sealed class TagFilterTests
{
    private static readonly ComputeTarget Target =
        TestTargets.Read("""{"name":"cpu","properties":{"computeType":"AmlCompute"},"tags":{"team":"vision","year":"2026"}}""");

    public static TheoryData<object, bool> Tags => new()
    {
        { "team", true },
        { "owner", false },
        { "team=vis*", true },
        { "team=speech", false },
        { new Hashtable { ["team"] = new object[] { "speech", "vision" }, ["year"] = 2026 }, true },
        { new Hashtable { ["team"] = null }, true },
        { new Dictionary<string, string> { ["team"] = "vision" }, true },
        { PSObject.AsPSObject(new Dictionary<string, object> { ["team"] = "speech" }), false },
    };

    [Theory]
    [MemberData(nameof(Tags))]
    public void Names_texts_and_dictionaries_of_any_type_select_targets(object tag, bool expected) =>
        Assert.Equal(expected, new TagFilter([tag]).Matches(Target));

    [Theory]
    [InlineData("=vision")]
    [InlineData("team=vision; =2026")]
    public void A_value_without_a_name_is_refused_because_it_would_select_no_target(string text)
    {
        ComputeTargetException error = Assert.Throws<ComputeTargetException>(() => new TagFilter([text]));

        Assert.EndsWith("is not a valid tag. The form is name=value; name=value.", error.Message);
    }

    [Fact]
    public void The_result_of_a_command_without_output_is_refused_because_it_would_select_any_value()
    {
        Hashtable tags = new() { ["owner"] = AutomationNull.Value };

        ComputeTargetException error = Assert.Throws<ComputeTargetException>(() => new TagFilter([tags]));

        Assert.StartsWith("The tag 'owner' with the result of a command without output is not a tag to filter by.", error.Message);
    }

    [Fact]
    public void An_empty_hashtable_is_refused_because_it_would_select_all_targets()
    {
        ComputeTargetException error = Assert.Throws<ComputeTargetException>(() => new TagFilter([new Hashtable()]));

        Assert.StartsWith("An empty hashtable is not a tag to filter by.", error.Message);
    }
}
