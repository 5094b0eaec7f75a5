using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>The data mounts of an instance, in order of arrival.</summary>
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

    /// <summary>Serves updateDataMounts. Each entry mounts or unmounts one name; other mounts do not change.</summary>
    public void Update(RequestContext request, string user)
    {
        JsonArray list = (JsonArray)RequestBody.Read(request, BodyShape);
        JsonObject[] entries =
        [
            .. list.Select((entry, index) => entry as JsonObject
                ?? throw ServiceError.BadRequest($"The entry '[{index}]' must not be null.", $"[{index}]")),
        ];
        for (int i = 0; i < entries.Length; i++)
        {
            Check(entries[i], $"[{i}]");
        }

        foreach (JsonObject entry in entries)
        {
            Apply(entry, request.Now, user);
        }
    }

    public JsonArray? Render() => _mounts.Count == 0 ? null : [.. _mounts.Select(mount => mount.DeepClone())];

    private static bool IsUnmount(JsonObject entry) => (string?)entry["mountAction"] == "Unmount";

    private static string MountName(JsonObject mount) => (string)mount["mountName"]!;

    private void Check(JsonObject entry, string path)
    {
        ServiceError.ThrowIf(
            IsUnmount(entry) && FindMount(MountName(entry)) is null,
            $"Nothing is mounted under the name '{MountName(entry)}'.",
            $"{path}.mountName");
        ServiceError.ThrowIf(
            !IsUnmount(entry) && entry["source"] is null, $"The member '{path}.source' is required to mount.", $"{path}.source");
    }

    private void Apply(JsonObject entry, DateTimeOffset now, string user)
    {
        bool unmounts = IsUnmount(entry);
        JsonObject? old = FindMount(MountName(entry));
        JsonObject mount = new()
        {
            ["source"] = (entry["source"] ?? old?["source"])?.DeepClone(),
            ["sourceType"] = (entry["sourceType"] ?? old?["sourceType"])?.DeepClone() ?? "URI",
            ["mountName"] = MountName(entry),
            ["mountAction"] = unmounts ? "Unmount" : "Mount",
            ["mountMode"] = (entry["mountMode"] ?? old?["mountMode"])?.DeepClone() ?? "ReadOnly",
            ["createdBy"] = user,
            ["mountPath"] = (entry["mountPath"] ?? old?["mountPath"])?.DeepClone(),
            ["mountState"] = unmounts ? "UnmountRequested" : "MountRequested",
            ["mountedOn"] = old?["mountedOn"]?.DeepClone(),
            ["error"] = null,
        };
        if (old is null)
        {
            _mounts.Add(mount);
        }
        else
        {
            _mounts[_mounts.IndexOf(old)] = mount;
        }

        timeline.At(now + MountTime, then =>
        {
            mount["mountState"] = unmounts ? "Unmounted" : "Mounted";
            mount["mountedOn"] = unmounts ? null : JsonText.Time(then);
        });
    }

    private JsonObject? FindMount(string name) =>
        _mounts.FirstOrDefault(mount => MountName(mount).EqualsIgnoreCase(name));
}
