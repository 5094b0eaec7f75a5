using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AmlCompute.Models.Json;

/// <summary>Who may write a JSON member, and how a later change of it reaches the service.</summary>
internal enum MemberAccess
{
    /// <summary>Only the service writes it; it is taken out of what is sent back.</summary>
    ReadOnly,

    /// <summary>Given when the target is made; another value needs a new target.</summary>
    Fixed,

    /// <summary>Changed by PATCH.</summary>
    Patch,

    /// <summary>Changed by PUT of the whole resource.</summary>
    Put,

    /// <summary>Changed by an action of its own.</summary>
    Action,
}

/// <summary>One member of the service's JSON: where it stands and who may write it. The only place its name is written.</summary>
internal abstract class JsonMember
{
    private readonly byte[][] _utf8Names;

    protected JsonMember(string path, MemberAccess access, JsonShape shape)
    {
        Path = path;
        Names = path.Split('.');
        Access = access;
        Shape = shape;
        _utf8Names = Array.ConvertAll(Names, Encoding.UTF8.GetBytes);
    }

    /// <summary>Gets the path from the object that declares the member, names joined by dots.</summary>
    public string Path { get; }

    public MemberAccess Access { get; }

    /// <summary>Gets what its value may be.</summary>
    public JsonShape Shape { get; }

    protected string[] Names { get; }

    /// <summary>The members that a model declares in its nested class Members, with the names of their fields.</summary>
    public static IEnumerable<KeyValuePair<string, JsonMember>> DeclaredBy(Type model) =>
        (model.GetNestedType("Members", BindingFlags.NonPublic)?.GetFields(BindingFlags.Public | BindingFlags.Static) ?? [])
            .Select(field => new KeyValuePair<string, JsonMember>(field.Name, (JsonMember)field.GetValue(null)!));

    /// <summary>Writes a value of the member's type into <paramref name="root"/>, making the objects on the way.</summary>
    public void Write(JsonObject root, object? value) => WriteNode(root, ToNode(value));

    /// <summary>The JSON of a value of the member's type, or of JSON that the user wrote.</summary>
    public abstract JsonNode? ToNode(object? value);

    /// <summary>Reads the member from JSON that stands by itself, as <see cref="Find"/> gives it.</summary>
    public abstract object? ReadNode(JsonNode? value);

    /// <summary>The JSON of the member in <paramref name="root"/>; null when it is not there.</summary>
    public JsonNode? Find(JsonObject root)
    {
        JsonNode? value = root;
        foreach (string name in Names)
        {
            value = (value as JsonObject)?[name];
        }

        return value;
    }

    /// <summary>Puts JSON where the member stands in <paramref name="root"/>, making the objects on the way.</summary>
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

    /// <summary>Takes the member out of <paramref name="root"/>; null when it is not there.</summary>
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

    /// <summary>Whether the member is there, be it null.</summary>
    public bool IsIn(JsonElement root) => TryFindAny(root, out _);

    /// <summary>Finds the member's value; false when it, or an object on the way, is missing or null.</summary>
    protected bool TryFind(JsonElement root, out JsonElement value) =>
        TryFindAny(root, out value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    private bool TryFindAny(JsonElement root, out JsonElement value)
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

/// <summary>A JSON member and the .NET type it is read as.</summary>
internal sealed class JsonMember<T> : JsonMember
{
    private readonly Func<JsonElement, T?> _read;
    private readonly Func<T, JsonNode?> _write;

    public JsonMember(string path, MemberAccess access, JsonShape shape, Func<JsonElement, T?> read, Func<T, JsonNode?> write)
        : base(path, access, shape)
    {
        _read = read;
        _write = write;
    }

    /// <summary>Reads the member. A value of another JSON type than documented reads as missing; it stays in the object's JSON all the same.</summary>
    public T? Read(JsonElement root) => TryFind(root, out JsonElement value) ? _read(value) : default;

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
        _ => _write((T)value),
    };
}
