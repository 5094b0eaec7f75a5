using System.Text.Json;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>An object with known members. A request with any other member fails, and the error has the path of that member.</summary>
internal sealed class ObjectShape : Shape
{
    private readonly Dictionary<string, (string Name, Shape Shape)> _members = new(StringComparer.OrdinalIgnoreCase);
    private string[] _required = [];

    public ObjectShape(IEnumerable<(string Name, Shape Shape)> members) => AddMembers(members);

    /// <summary>Adds read-only members, whose values have no effect, and returns the shape itself.</summary>
    public ObjectShape Ignoring(params string[] names) => AddMembers(names.Select(name => (name, Ignored)));

    /// <summary>Sets the members that a request must have, with a value other than null, and returns the shape itself.</summary>
    public ObjectShape Requiring(params string[] names)
    {
        _required = names;
        return this;
    }

    protected override JsonNode? ReadValue(JsonElement value, string path, bool isStrict)
    {
        JsonObject result = [];
        HashSet<string> readNames = new(StringComparer.Ordinal);
        foreach (JsonProperty member in RequireKind(value, JsonValueKind.Object, path, "an object").EnumerateObject())
        {
            string memberPath = JoinPath(path, member.Name);
            if (!_members.TryGetValue(member.Name, out (string Name, Shape Shape) declared) || (isStrict && declared.Name != member.Name))
            {
                throw CreateUnknownMemberError(memberPath, declared.Name);
            }

            ServiceError.ThrowIf(!readNames.Add(declared.Name), FormatDuplicate(memberPath), memberPath);
            JsonNode? memberValue = declared.Shape.ReadElement(member.Value, memberPath, isStrict);
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

    // The similar name differs only in case; null if there is none.
    private static ServiceError CreateUnknownMemberError(string path, string? similarName)
    {
        string hint = similarName is null ? string.Empty : $" Did you mean '{similarName}'?";
        return ServiceError.BadRequest($"Could not find member '{path}' in the schema of the request.{hint}", path);
    }
}
