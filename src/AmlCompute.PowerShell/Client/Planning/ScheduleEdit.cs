using System.Text.Json.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>Schedules of an instance that a user means.</summary>
/// <param name="Text">How the user said it.</param>
/// <param name="Fits">Tells whether a schedule is meant.</param>
/// <param name="MustExist">Whether it is an error when there is none.</param>
internal sealed record ScheduleChoice(string Text, Func<JsonObject, bool> Fits, bool MustExist);

/// <summary>Works out the schedules that an instance shall have from those it has.</summary>
internal static class ScheduleEdit
{
    /// <summary>Does something to the schedules that are meant.</summary>
    /// <exception cref="ComputeTargetException">One that must be there is not.</exception>
    public static JsonNode Apply(JsonNode? live, IEnumerable<ScheduleChoice> choices, string parameter, Action<JsonArray, JsonObject> edit)
    {
        JsonArray all = live?.DeepClone() as JsonArray ?? [];
        foreach (ScheduleChoice choice in choices)
        {
            JsonObject[] meant = [.. all.OfType<JsonObject>().Where(choice.Fits)];
            if (meant.Length == 0 && choice.MustExist)
            {
                string there = string.Join("; ", ((IReadOnlyList<ComputeSchedule>?)ComputeInstance.Members.Schedules.ReadNode(live) ?? []).Select(schedule => $"{schedule.Id} ({schedule})"));
                throw ComputeTargetException.Invalid(
                    $"-{parameter}: there is no such schedule as '{choice.Text}'. There are: {(there.Length == 0 ? "none" : there)}.");
            }

            foreach (JsonObject schedule in meant)
            {
                edit(all, schedule);
            }
        }

        return all;
    }

    /// <summary>Adds schedules; one that is there already takes over the state of the one that is added.</summary>
    public static JsonNode Add(JsonNode? live, JsonArray added)
    {
        JsonArray all = live?.DeepClone() as JsonArray ?? [];
        foreach (JsonNode? schedule in added)
        {
            if (all.OfType<JsonObject>().FirstOrDefault(there => MemberComparison.AreSameSchedule(there, schedule)) is { } same)
            {
                ComputeSchedule.Members.Status.WriteNode(same, ComputeSchedule.Members.Status.Find((JsonObject)schedule!)?.DeepClone() ?? "Enabled");
            }
            else
            {
                all.Add(schedule?.DeepClone());
            }
        }

        return all;
    }
}
