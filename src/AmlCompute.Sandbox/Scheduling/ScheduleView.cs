using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Scheduling;

/// <summary>Renders the schedules of an instance in a response.</summary>
internal static class ScheduleView
{
    /// <summary>Renders the schedules that a request sent, or an empty list if there are none.</summary>
    public static JsonObject RenderSchedules(JsonArray? sent, string computeId, string provisioningStatus, SeededValues seeds)
    {
        JsonArray shown = [];
        HashSet<string> ids = new((sent ?? []).Select(schedule => (string?)schedule!["id"]).OfType<string>(), StringComparer.Ordinal);
        foreach (JsonNode? schedule in sent ?? [])
        {
            JsonObject entry = (JsonObject)schedule!.DeepClone();
            entry["id"] = (string?)entry["id"] ?? CreateId(entry, ids, computeId, seeds);
            entry["provisioningStatus"] = provisioningStatus;
            entry["status"] ??= "Enabled";
            shown.Add(entry);
        }

        return new JsonObject { ["computeStartStop"] = shown };
    }

    /// <summary>
    /// Creates the id from the rule and the action, so that a schedule without an id keeps its id in any position. A number in it
    /// differs for schedules with the same rule and action. The id is not among <paramref name="ids"/>, and is added to them.
    /// </summary>
    private static string CreateId(JsonObject schedule, HashSet<string> ids, string computeId, SeededValues seeds)
    {
        string rule = $"{schedule["action"]} {(schedule["cron"] ?? schedule["recurrence"])!.ToJsonString()}";
        for (int number = 0; ; number++)
        {
            string id = seeds.CreateGuid($"{computeId}/schedule/{rule}/{number}").ToString();
            if (ids.Add(id))
            {
                return id;
            }
        }
    }
}
