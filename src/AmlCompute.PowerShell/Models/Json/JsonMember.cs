using System.Reflection;
using System.Text;

namespace AmlCompute.Models.Json;

/// <summary>The writer of a JSON member, and the request that changes it.</summary>
internal enum MemberAccess
{
    /// <summary>Only the service writes the member; requests leave it out.</summary>
    ReadOnly,

    /// <summary>Set at creation. Another value requires a new target.</summary>
    Fixed,

    /// <summary>Changed by PATCH.</summary>
    Patch,

    /// <summary>Changed by a PUT of the whole resource.</summary>
    Put,

    /// <summary>Changed by a separate action.</summary>
    Action,

    /// <summary>Changed by the action <c>resize</c>; the machine is unavailable for some minutes.</summary>
    Resize,
}

/// <summary>One member of the service's JSON: its path, its shape and its writer. Its name is written nowhere else.</summary>
internal abstract class JsonMember(string path, MemberAccess access, JsonShape shape)
{
    private readonly byte[][] _utf8Names = Array.ConvertAll(path.Split('.'), Encoding.UTF8.GetBytes);

    /// <summary>Gets the path from the object that declares the member, names joined by dots.</summary>
    public string Path { get; } = path;

    /// <summary>Gets the names in the path.</summary>
    public string[] Names { get; } = path.Split('.');

    public MemberAccess Access { get; } = access;

    public JsonShape Shape { get; } = shape;

    public abstract Type ValueType { get; }

    /// <summary>Returns the members that a model declares in its nested class Members, with the names of their fields.</summary>
    public static IEnumerable<KeyValuePair<string, JsonMember>> DeclaredBy(Type model) =>
        (model.GetNestedType("Members", BindingFlags.NonPublic)?.GetFields(BindingFlags.Public | BindingFlags.Static) ?? [])
            .Select(field => new KeyValuePair<string, JsonMember>(field.Name, (JsonMember)field.GetValue(null)!));

    /// <summary>Returns true if the member is, or contains, the value at a path.</summary>
    public bool IsPrefixOf(IReadOnlyList<string> path) => Names.SequenceEqual(path.Take(Names.Length));

    /// <summary>Writes a value of the member's type into <paramref name="root"/>, and creates the objects on the path.</summary>
    public void Write(JsonObject root, object? value) => WriteNode(root, ToNode(value));

    /// <summary>Converts a value of the member's type, or JSON that the user wrote, to JSON.</summary>
    public abstract JsonNode? ToNode(object? value);

    /// <summary>Reads the member from its own JSON value, as <see cref="Find"/> returns it.</summary>
    public abstract object? ReadNode(JsonNode? value);

    /// <summary>Returns the JSON of the member in <paramref name="root"/>; null if it is missing.</summary>
    public JsonNode? Find(JsonObject root)
    {
        JsonNode? value = root;
        foreach (string name in Names)
        {
            value = (value as JsonObject)?[name];
        }

        return value;
    }

    /// <summary>Writes JSON at the path of the member in <paramref name="root"/>, and creates the objects on the path.</summary>
    public void WriteNode(JsonObject root, JsonNode? value)
    {
        JsonObject parent = root;
        foreach (string name in Names.Take(Names.Length - 1))
        {
            if (parent[name] is not JsonObject child)
            {
                parent[name] = child = [];
            }

            parent = child;
        }

        parent[Names[Names.Length - 1]] = value;
    }

    /// <summary>Removes the member from <paramref name="root"/> and returns its value; null if it is missing.</summary>
    public JsonNode? Take(JsonObject root)
    {
        JsonObject? parent = root;
        foreach (string name in Names.Take(Names.Length - 1))
        {
            parent = parent?[name] as JsonObject;
        }

        JsonNode? value = parent?[Names[Names.Length - 1]];
        parent?.Remove(Names[Names.Length - 1]);
        return value;
    }

    /// <summary>Returns true if the text of the member is a word, in any casing.</summary>
    public bool Is(JsonObject root, string word) =>
        string.Equals(JsonMembers.TextOf(Find(root)), word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns true if the member is present, even if it is null.</summary>
    public bool IsIn(JsonElement root) => TryFind(root, out _);

    protected bool TryFind(JsonElement root, out JsonElement value)
    {
        value = root;
        foreach (byte[] name in _utf8Names)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A JSON member and its .NET type.</summary>
internal sealed class JsonMember<T>(
    string path, MemberAccess access, JsonShape shape, Func<JsonElement, T?> read, Func<T, JsonNode?> write)
    : JsonMember(path, access, shape)
{
    public override Type ValueType => typeof(T);

    /// <summary>Reads the member. A value of an undocumented JSON type reads as missing; the object's JSON keeps it.</summary>
    public T? Read(JsonElement root) =>
        TryFind(root, out JsonElement value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? read(value)
            : default;

    public override object? ReadNode(JsonNode? value)
    {
        JsonObject root = [];
        WriteNode(root, value?.DeepClone());
        return Read(JsonSerializer.SerializeToElement(root));
    }

    public override JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        JsonNode node => node.DeepClone(),
        _ => write((T)value),
    };
}
