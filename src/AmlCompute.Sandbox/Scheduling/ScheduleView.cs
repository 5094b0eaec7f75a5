using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Scheduling;

/// <summary>The schedules of an instance in a response.</summary>
internal static class ScheduleView
{
    public static JsonObject Render(JsonArray? sent, string computeId, string provisioningStatus, SeededValues seeds)
    {
        JsonArray shown = [];
        foreach (JsonNode? schedule in sent ?? [])
        {
            JsonObject entry = (JsonObject)schedule!.DeepClone();
            entry["id"] = (string?)entry["id"] ?? MakeId(entry, shown, computeId, seeds);
            entry["provisioningStatus"] = provisioningStatus;
            entry["status"] ??= "Enabled";
            shown.Add(entry);
        }

        return new JsonObject { ["computeStartStop"] = shown };
    }

    /// <summary>Creates the id from the rule and the action, so that a schedule without an id keeps its id in any position.</summary>
    private static string MakeId(JsonObject schedule, JsonArray before, string computeId, SeededValues seeds)
    {
        string rule = $"{schedule["action"]} {(schedule["cron"] ?? schedule["recurrence"])!.ToJsonString()}";
        return Enumerable.Range(0, int.MaxValue).Select(same => seeds.Guid($"{computeId}/schedule/{rule}/{same}").ToString())
            .First(id => !before.Any(other => (string?)other!["id"] == id));
    }
}
