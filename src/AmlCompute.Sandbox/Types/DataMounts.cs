using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>The data mounts of an instance, in the order in which they were added.</summary>
internal sealed class DataMounts(Timeline timeline)
{
    // No recording has this time.
    private static readonly TimeSpan MountTime = TimeSpan.FromSeconds(10);

    private static readonly Shape BodyShape = Shape.List(Shape.Object(
        ("source", Shape.Text),
        ("sourceType", Shape.OneOf("Dataset", "Datastore", "URI")),
        ("mountName", Shape.Text),
        ("mountAction", Shape.OneOf("Mount", "Unmount")),
        ("mountMode", Shape.OneOf("ReadOnly", "ReadWrite")),
        ("mountPath", Shape.Text)).Ignoring("createdBy", "mountState", "mountedOn", "error").Requiring("mountName"));

    private readonly List<JsonObject> _mounts = [];

    /// <summary>
    /// Serves updateDataMounts for a user, whose id responses show. Each entry unmounts one name, or mounts it, which is the default. Other
    /// mounts do not change.
    /// </summary>
    public void ServeUpdate(RequestContext request, string user)
    {
        JsonObject[] entries = [.. ((JsonArray)RequestBody.ReadBody(request, BodyShape)).Cast<JsonObject>()];

        // All entries are checked first, so that an error changes nothing.
        for (int i = 0; i < entries.Length; i++)
        {
            CheckEntry(entries[i], $"[{i}]");
        }

        foreach (JsonObject entry in entries)
        {
            ApplyEntry(entry, request.Now, user);
        }
    }

    /// <summary>Renders the member 'dataMounts'; null if there was never a mount.</summary>
    public JsonArray? RenderMounts() => _mounts.Count == 0 ? null : [.. _mounts.Select(mount => mount.DeepClone())];

    private static bool IsUnmount(JsonObject entry) => (string?)entry["mountAction"] == "Unmount";

    private static string ReadName(JsonObject mount) => (string)mount["mountName"]!;

    private void CheckEntry(JsonObject entry, string path)
    {
        ServiceError.ThrowIf(
            IsUnmount(entry) && FindMount(ReadName(entry)) is null,
            $"Nothing is mounted under the name '{ReadName(entry)}'.",
            $"{path}.mountName");
        ServiceError.ThrowIf(
            !IsUnmount(entry) && entry["source"] is null, $"The member '{path}.source' is required to mount.", $"{path}.source");
    }

    private void ApplyEntry(JsonObject entry, DateTimeOffset now, string user)
    {
        bool unmounts = IsUnmount(entry);
        JsonObject? previous = FindMount(ReadName(entry));
        JsonObject mount = CreateMount(entry, previous, user);
        if (previous is null)
        {
            _mounts.Add(mount);
        }
        else
        {
            _mounts[_mounts.IndexOf(previous)] = mount;
        }

        timeline.Schedule(now + MountTime, then =>
        {
            mount["mountState"] = unmounts ? "Unmounted" : "Mounted";
            mount["mountedOn"] = unmounts ? null : JsonText.FormatTime(then);
        });
    }

    /// <summary>Creates a mount that was just requested. A setting that the entry omits is the previous one or the default.</summary>
    private static JsonObject CreateMount(JsonObject entry, JsonObject? previous, string user) => new()
    {
        ["source"] = (entry["source"] ?? previous?["source"])?.DeepClone(),
        ["sourceType"] = (entry["sourceType"] ?? previous?["sourceType"])?.DeepClone() ?? "URI",
        ["mountName"] = ReadName(entry),
        ["mountAction"] = IsUnmount(entry) ? "Unmount" : "Mount",
        ["mountMode"] = (entry["mountMode"] ?? previous?["mountMode"])?.DeepClone() ?? "ReadOnly",
        ["createdBy"] = user,
        ["mountPath"] = (entry["mountPath"] ?? previous?["mountPath"])?.DeepClone(),
        ["mountState"] = IsUnmount(entry) ? "UnmountRequested" : "MountRequested",
        ["mountedOn"] = previous?["mountedOn"]?.DeepClone(),
        ["error"] = null,
    };

    private JsonObject? FindMount(string name) =>
        _mounts.FirstOrDefault(mount => ReadName(mount).EqualsIgnoreCase(name));
}
