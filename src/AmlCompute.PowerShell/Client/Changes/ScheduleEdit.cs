using System.Text.Json.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Changes;

/// <summary>A user's selection of schedules of an instance.</summary>
/// <param name="Text">The text that the user gave.</param>
/// <param name="Fits">Returns true for a schedule that is selected.</param>
/// <param name="MustExist">True if it is an error that no schedule is selected.</param>
internal sealed record ScheduleChoice(string Text, Func<JsonObject, bool> Fits, bool MustExist);

/// <summary>Computes the wanted schedules of an instance from its current ones.</summary>
internal static class ScheduleEdit
{
    /// <summary>Edits the selected schedules.</summary>
    public static JsonNode Apply(JsonNode? live, IEnumerable<ScheduleChoice> choices, string parameter, Action<JsonArray, JsonObject> edit)
    {
        JsonArray all = live?.DeepClone() as JsonArray ?? [];
        foreach (ScheduleChoice choice in choices)
        {
            JsonObject[] meant = [.. all.OfType<JsonObject>().Where(choice.Fits)];
            if (meant.Length == 0 && choice.MustExist)
            {
                IReadOnlyList<ComputeSchedule> known =
                    (IReadOnlyList<ComputeSchedule>?)ComputeInstance.Members.Schedules.ReadNode(live) ?? [];
                string names = known.Count == 0 ? "none" : string.Join("; ", known.Select(schedule => $"{schedule.Id} ({schedule})"));
                throw ComputeTargetException.Invalid(
                    $"-{parameter}: Schedule '{choice.Text}' was not found. Schedules of the instance: {names}.");
            }

            foreach (JsonObject schedule in meant)
            {
                edit(all, schedule);
            }
        }

        return all;
    }

    /// <summary>Adds schedules; an existing equal schedule takes the state of the added one.</summary>
    public static JsonNode Add(JsonNode? live, JsonArray added)
    {
        JsonArray all = live?.DeepClone() as JsonArray ?? [];
        foreach (JsonNode? schedule in added)
        {
            if (all.OfType<JsonObject>().FirstOrDefault(known => MemberComparison.AreSameSchedule(known, schedule)) is { } same)
            {
                JsonMember status = ComputeSchedule.Members.Status;
                status.WriteNode(same, status.Find((JsonObject)schedule!)?.DeepClone() ?? "Enabled");
            }
            else
            {
                all.Add(schedule?.DeepClone());
            }
        }

        return all;
    }
}
