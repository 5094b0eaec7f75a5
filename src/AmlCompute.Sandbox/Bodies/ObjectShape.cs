using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>An object with known members. An error with the path of the member rejects any other member.</summary>
internal sealed class ObjectShape : Shape
{
    private readonly Dictionary<string, (string Name, Shape Shape)> _members = new(StringComparer.OrdinalIgnoreCase);
    private string[] _required = [];

    public ObjectShape((string Name, Shape Shape)[] members)
    {
        foreach ((string name, Shape shape) in members)
        {
            _members.Add(name, (name, shape));
        }
    }

    public ObjectShape Requiring(params string[] names)
    {
        _required = names;
        return this;
    }

    public static ServiceError Duplicate(string path) => ServiceError.BadRequest($"The member '{path}' is given more than once.", path);

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

            if (!seen.Add(known.Name))
            {
                throw Duplicate(memberPath);
            }

            JsonNode? read = known.Shape.Read(member.Value, memberPath, isStrict);
            if (known.Shape != Ignored)
            {
                result[known.Name] = read;
            }
        }

        foreach (string name in _required)
        {
            if (result[name] is null)
            {
                throw ServiceError.BadRequest($"The member '{Join(path, name)}' is required.", Join(path, name));
            }
        }

        return result;
    }

    private static ServiceError Unknown(string path, string? meant)
    {
        string hint = meant is null ? string.Empty : $" Did you mean '{meant}'?";
        return ServiceError.BadRequest($"Could not find member '{path}' in the schema of the request.{hint}", path);
    }
}
