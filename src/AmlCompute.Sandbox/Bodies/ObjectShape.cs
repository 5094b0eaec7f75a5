using System.Text.Json;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>An object with known members. A request with any other member fails, and the error has the path of that member.</summary>
internal sealed class ObjectShape : Shape
{
    private readonly Dictionary<string, (string Name, Shape Shape)> _members = new(StringComparer.OrdinalIgnoreCase);
    private string[] _required = [];

    public ObjectShape(IEnumerable<(string Name, Shape Shape)> members) => AddMembers(members);

    /// <summary>Adds read-only members, whose values have no effect.</summary>
    public ObjectShape Ignoring(params string[] names) => AddMembers(names.Select(name => (name, Ignored)));

    /// <summary>Sets the members without which a request fails.</summary>
    public ObjectShape Requiring(params string[] names)
    {
        _required = names;
        return this;
    }

    protected override JsonNode? ReadValue(JsonElement value, string path, bool isStrict)
    {
        JsonObject result = [];
        HashSet<string> readNames = new(StringComparer.Ordinal);
        string shownPath = path.Length == 0 ? "the body" : path;
        foreach (JsonProperty member in RequireKind(value, JsonValueKind.Object, shownPath, "an object").EnumerateObject())
        {
            string memberPath = JoinPath(path, member.Name);
            if (!_members.TryGetValue(member.Name, out (string Name, Shape Shape) declared) || (isStrict && declared.Name != member.Name))
            {
                throw UnknownMember(memberPath, declared.Name);
            }

            ServiceError.ThrowIf(!readNames.Add(declared.Name), FormatDuplicate(memberPath), memberPath);
            JsonNode? memberValue = declared.Shape.Read(member.Value, memberPath, isStrict);
            if (declared.Shape != Ignored)
            {
                result[declared.Name] = memberValue;
            }
        }

        string? missingName = _required.FirstOrDefault(name => result[name] is null);
        return missingName is null ? result : throw ServiceError.MissingMember(JoinPath(path, missingName));
    }

    private ObjectShape AddMembers(IEnumerable<(string Name, Shape Shape)> members)
    {
        foreach ((string Name, Shape Shape) member in members)
        {
            _members.Add(member.Name, member);
        }

        return this;
    }

    private static ServiceError UnknownMember(string path, string? suggestion)
    {
        string hint = suggestion is null ? string.Empty : $" Did you mean '{suggestion}'?";
        return ServiceError.BadRequest($"Could not find member '{path}' in the schema of the request.{hint}", path);
    }
}
