using AmlCompute.Settings;

namespace AmlCompute.Client.Changes;

/// <summary>A user's selection of schedules of an instance.</summary>
/// <param name="Text">The text that the user gave.</param>
/// <param name="IsSelected">Returns true for a schedule that is selected.</param>
/// <param name="MustExist">True if it is an error that no schedule is selected.</param>
internal sealed record ScheduleChoice(string Text, Func<JsonObject, bool> IsSelected, bool MustExist);

/// <summary>Computes the wanted schedules of an instance from its current ones.</summary>
internal static class ScheduleEdit
{
    /// <summary>Edits each selected schedule once, and returns all schedules.</summary>
    /// <param name="live">The current schedules; null for none.</param>
    /// <param name="choices">The selections of the user.</param>
    /// <param name="word">The parameter or column of the selection, for the error.</param>
    /// <param name="edit">Edits the second argument, a selected schedule, or removes it from the first, all schedules.</param>
    /// <exception cref="ComputeTargetException">A choice that must exist selects no schedule.</exception>
    public static JsonNode EditSelected(
        JsonNode? live, IEnumerable<ScheduleChoice> choices, string word, Action<JsonArray, JsonObject> edit)
    {
        JsonArray schedules = live?.DeepClone() as JsonArray ?? [];
        List<JsonObject> selected = [];
        foreach (ScheduleChoice choice in choices)
        {
            JsonObject[] matching = [.. schedules.OfType<JsonObject>().Where(choice.IsSelected)];
            if (matching.Length == 0 && choice.MustExist)
            {
                throw CreateNotFoundError(live, choice, word);
            }

            selected.AddRange(matching);
        }

        // Two choices can select one schedule, which an edit can remove only once.
        foreach (JsonObject schedule in selected.Distinct())
        {
            edit(schedules, schedule);
        }

        return schedules;
    }

    /// <summary>Adds schedules; an existing equal schedule takes the status of the added one, or Enabled if that has none.</summary>
    public static JsonNode AddSchedules(JsonNode? live, JsonArray added)
    {
        JsonArray schedules = live?.DeepClone() as JsonArray ?? [];
        foreach (JsonNode? schedule in added)
        {
            if (schedules.OfType<JsonObject>().FirstOrDefault(known => MemberComparison.AreSameSchedule(known, schedule)) is { } same)
            {
                JsonMember status = ComputeSchedule.Members.Status;
                status.WriteNode(same, status.FindNode((JsonObject)schedule!)?.DeepClone() ?? "Enabled");
            }
            else
            {
                schedules.Add(schedule?.DeepClone());
            }
        }

        return schedules;
    }

    private static ComputeTargetException CreateNotFoundError(JsonNode? live, ScheduleChoice choice, string word)
    {
        IReadOnlyList<ComputeSchedule> known = (IReadOnlyList<ComputeSchedule>?)ComputeInstance.Members.Schedules.ReadNode(live) ?? [];
        string names = known.Count == 0 ? "none" : string.Join("; ", known.Select(schedule => $"{schedule.Id} ({schedule})"));
        return ComputeTargetException.CreateInvalidArgument(
            $"{word}: Schedule '{choice.Text}' was not found. Schedules of the instance: {names}.");
    }
}
