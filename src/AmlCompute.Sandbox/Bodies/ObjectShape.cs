using System.Text.Json;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>An object with known members. An error with the path of the member rejects any other member.</summary>
internal sealed class ObjectShape : Shape
{
    private readonly Dictionary<string, (string Name, Shape Shape)> _members = new(StringComparer.OrdinalIgnoreCase);
    private string[] _required = [];

    public ObjectShape(IEnumerable<(string Name, Shape Shape)> members) => Add(members);

    /// <summary>Adds read-only members, whose values have no effect.</summary>
    public ObjectShape Ignoring(params string[] names) => Add(names.Select(name => (name, Ignored)));

    public ObjectShape Requiring(params string[] names)
    {
        _required = names;
        return this;
    }

    protected override JsonNode? ReadValue(JsonElement value, string path, bool isStrict)
    {
        JsonObject result = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        string shownPath = path.Length == 0 ? "the body" : path;
        foreach (JsonProperty member in Require(value, JsonValueKind.Object, shownPath, "an object").EnumerateObject())
        {
            string memberPath = Join(path, member.Name);
            if (!_members.TryGetValue(member.Name, out (string Name, Shape Shape) known) || (isStrict && known.Name != member.Name))
            {
                throw Unknown(memberPath, known.Name);
            }

            ServiceError.ThrowIf(!seen.Add(known.Name), Duplicate(memberPath), memberPath);
            JsonNode? read = known.Shape.Read(member.Value, memberPath, isStrict);
            if (known.Shape != Ignored)
            {
                result[known.Name] = read;
            }
        }

        return _required.FirstOrDefault(name => result[name] is null) is { } missing
            ? throw ServiceError.Required(Join(path, missing))
            : result;
    }

    private ObjectShape Add(IEnumerable<(string Name, Shape Shape)> members)
    {
        foreach ((string Name, Shape Shape) member in members)
        {
            _members.Add(member.Name, member);
        }

        return this;
    }

    private static ServiceError Unknown(string path, string? meant)
    {
        string hint = meant is null ? string.Empty : $" Did you mean '{meant}'?";
        return ServiceError.BadRequest($"Could not find member '{path}' in the schema of the request.{hint}", path);
    }
}
