namespace AmlCompute.Models.Json;

/// <summary>The shape of a JSON object: each member has a shape by its name.</summary>
internal abstract class ObjectShape : JsonShape
{
    public override JsonNode? Copy(JsonNode? value, Conversion conversion) => value is JsonObject members
        ? new JsonObject(members.Select(member => new KeyValuePair<string, JsonNode?>(
            member.Key, (FindShape(member.Key) ?? Any).Copy(member.Value, conversion))))
        : base.Copy(value, conversion);

    /// <summary>Returns the shape of a member; null for one that this version does not know.</summary>
    protected abstract JsonShape? FindShape(string name);

    protected override IEnumerable<JsonFault> FindFaultsIn(JsonNode value, string[] path) => value is JsonObject members
        ? members.SelectMany(member => FindShape(member.Key) is { } shape
            ? shape.FindFaults(member.Value, [.. path, member.Key])
            : [new JsonFault([.. path, member.Key], member.Value, null)])
        : [new JsonFault(path, value, "an object")];
}

/// <summary>The shape of an object whose members have names that the user chooses, and all the same shape.</summary>
internal sealed class MapShape(JsonShape value) : ObjectShape
{
    public override (string Name, JsonShape Shape) FindMember(string name) => (name, value);

    protected override JsonShape FindShape(string name) => value;
}

/// <summary>The shape of an object with known members. The path of a member has the names of nested objects before the last.</summary>
internal sealed class MembersShape : ObjectShape
{
    private readonly Dictionary<string, JsonShape> _shapes = new(StringComparer.Ordinal);

    public MembersShape(IEnumerable<JsonMember> members)
    {
        foreach (JsonMember member in members)
        {
            Add(member);
        }
    }

    public override (string Name, JsonShape Shape) FindMember(string name)
    {
        string known = _shapes.ContainsKey(name)
            ? name
            : _shapes.Keys.FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
        return (known, FindShape(known) ?? Any);
    }

    protected override JsonShape? FindShape(string name) => _shapes.TryGetValue(name, out JsonShape? shape) ? shape : null;

    private void Add(JsonMember member)
    {
        string[] names = member.Names;
        MembersShape parent = this;
        foreach (string name in names.Take(names.Length - 1))
        {
            if (!parent._shapes.TryGetValue(name, out JsonShape? child) || child is not MembersShape)
            {
                parent._shapes[name] = child = new MembersShape([]);
            }

            parent = (MembersShape)child;
        }

        parent._shapes[names[names.Length - 1]] =
            member.Access == MemberAccess.ReadOnly ? new ReadOnlyShape(member.Shape) : member.Shape;
    }

    /// <summary>The shape of a member that only the service writes. Requests leave it out, so its value needs no check.</summary>
    private sealed class ReadOnlyShape(JsonShape shape) : JsonShape
    {
        public override JsonShape Item => shape.Item;

        public override (string Name, JsonShape Shape) FindMember(string name) => shape.FindMember(name);

        protected override IEnumerable<JsonFault> FindFaultsIn(JsonNode value, string[] path) => [];
    }
}

/// <summary>The shape of a model. It reads the members on first use, because a model can contain objects of its own type.</summary>
internal sealed class ModelShape(Type model) : JsonShape
{
    private readonly Lazy<JsonShape> _members =
        new(() => CreateForMembers(JsonMember.FindDeclaredMembers(model).Select(member => member.Value)));

    public override (string Name, JsonShape Shape) FindMember(string name) => _members.Value.FindMember(name);

    public override JsonNode? Copy(JsonNode? value, Conversion conversion) => _members.Value.Copy(value, conversion);

    protected override IEnumerable<JsonFault> FindFaultsIn(JsonNode value, string[] path) => _members.Value.FindFaults(value, path);
}
