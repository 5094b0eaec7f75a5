using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Types;

/// <summary>The data mounted on an instance, by name in order of arrival.</summary>
internal sealed class DataMounts(Timeline timeline)
{
    // Not recorded.
    private static readonly TimeSpan MountTime = TimeSpan.FromSeconds(10);

    private static readonly Shape BodyShape = Shape.List(Shape.Object(
        ("source", Shape.Text),
        ("sourceType", Shape.OneOf("Dataset", "Datastore", "URI")),
        ("mountName", Shape.Text),
        ("mountAction", Shape.OneOf("Mount", "Unmount")),
        ("mountMode", Shape.OneOf("ReadOnly", "ReadWrite")),
        ("mountPath", Shape.Text),
        ("createdBy", Shape.Ignored),
        ("mountState", Shape.Ignored),
        ("mountedOn", Shape.Ignored),
        ("error", Shape.Ignored)).Requiring("mountName"));

    private readonly List<JsonObject> _mounts = [];

    /// <summary>Serves updateDataMounts: each entry mounts or unmounts one name; others stay as they are.</summary>
    public void Update(RequestContext request, string user)
    {
        JsonArray? list = (JsonArray?)RequestBody.Read(request.Body, root => BodyShape.Read(root, string.Empty));
        JsonObject[] wishes =
        [
            .. (list ?? []).Select((wish, index) => wish as JsonObject
                ?? throw ServiceError.BadRequest($"The entry '[{index}]' must not be null.", $"[{index}]")),
        ];
        for (int i = 0; i < wishes.Length; i++)
        {
            Check(wishes[i], $"[{i}]");
        }

        foreach (JsonObject wish in wishes)
        {
            Apply(wish, request.Now, user);
        }
    }

    public JsonArray? Render() => _mounts.Count == 0 ? null : [.. _mounts.Select(mount => mount.DeepClone())];

    private static bool IsUnmount(JsonObject wish) => (string?)wish["mountAction"] == "Unmount";

    private static string Name(JsonObject mount) => (string)mount["mountName"]!;

    private void Check(JsonObject wish, string path)
    {
        if (IsUnmount(wish) && Find(Name(wish)) is null)
        {
            throw ServiceError.BadRequest($"Nothing is mounted under the name '{Name(wish)}'.", $"{path}.mountName");
        }

        if (!IsUnmount(wish) && wish["source"] is null)
        {
            throw ServiceError.BadRequest($"The member '{path}.source' is required to mount.", $"{path}.source");
        }
    }

    private void Apply(JsonObject wish, DateTimeOffset now, string user)
    {
        bool unmounts = IsUnmount(wish);
        JsonObject? old = Find(Name(wish));
        JsonObject mount = new()
        {
            ["source"] = (wish["source"] ?? old?["source"])?.DeepClone(),
            ["sourceType"] = (wish["sourceType"] ?? old?["sourceType"])?.DeepClone() ?? "URI",
            ["mountName"] = Name(wish),
            ["mountAction"] = unmounts ? "Unmount" : "Mount",
            ["mountMode"] = (wish["mountMode"] ?? old?["mountMode"])?.DeepClone() ?? "ReadOnly",
            ["createdBy"] = user,
            ["mountPath"] = (wish["mountPath"] ?? old?["mountPath"])?.DeepClone(),
            ["mountState"] = unmounts ? "UnmountRequested" : "MountRequested",
            ["mountedOn"] = old?["mountedOn"]?.DeepClone(),
            ["error"] = null,
        };
        int at = old is null ? -1 : _mounts.IndexOf(old);
        if (at < 0)
        {
            _mounts.Add(mount);
        }
        else
        {
            _mounts[at] = mount;
        }

        timeline.At(now + MountTime, then =>
        {
            mount["mountState"] = unmounts ? "Unmounted" : "Mounted";
            mount["mountedOn"] = unmounts ? null : JsonText.Time(then);
        });
    }

    private JsonObject? Find(string name) =>
        _mounts.FirstOrDefault(mount => string.Equals(Name(mount), name, StringComparison.OrdinalIgnoreCase));
}
