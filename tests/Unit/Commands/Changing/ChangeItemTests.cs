using System.Collections;
using System.Text.Json.Nodes;
using AmlCompute.Client.Changes;
using AmlCompute.Commands.Changing;
using Xunit;

namespace AmlCompute.Tests.Commands.Changing;

public sealed class ChangeItemTests
{
    [Theory]
    [InlineData("stop", false)]
    [InlineData(" Stop ", false)]
    [InlineData("nightly*", false)]
    [InlineData("nightly", true)]
    public void Only_the_id_of_a_schedule_must_exist(string text, bool expected)
    {
        ScheduleChoice choice = new ChangeItem(text, "-RemoveSchedule").ToScheduleChoice();
        Assert.Equal(expected, choice.MustExist);
    }

    [Theory]
    [InlineData(" ", false)]
    [InlineData("*", true)]
    public void A_blank_text_does_not_select_a_schedule_without_an_id(string text, bool expected)
    {
        ScheduleChoice choice = new ChangeItem(text, "-RemoveSchedule").ToScheduleChoice();
        Assert.Equal(expected, choice.IsSelected(new JsonObject { ["action"] = "Stop" }));
    }

    [Theory]
    [InlineData("a", "a", "Start", true)]
    [InlineData("a", "b", "Stop", true)]
    [InlineData("a", "b", "Start", false)]
    [InlineData(null, "b", "Stop", true)]
    public void Schedules_are_the_same_by_their_id_or_by_their_action_and_times(string? id, string? otherId, string action, bool expected)
    {
        ChangeItem first = new(new Hashtable { ["id"] = id, ["action"] = "Stop" }, "-EnableSchedule");
        ChangeItem second = new(new Hashtable { ["id"] = otherId, ["action"] = action }, "-DisableSchedule");

        Assert.Equal(expected, first.IsSameAs(second));
        Assert.Equal(expected, second.IsSameAs(first));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(null)]
    public void A_value_that_is_neither_a_text_nor_a_schedule_is_refused(object? value)
    {
        ComputeTargetException error = Assert.Throws<ComputeTargetException>(() => new ChangeItem(value, "-RemoveSchedule"));

        Assert.StartsWith("-RemoveSchedule: an item is neither a text nor a schedule.", error.Message);
    }
}
