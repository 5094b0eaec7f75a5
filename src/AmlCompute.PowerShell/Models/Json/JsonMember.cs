using System.Reflection;
using System.Text;

namespace AmlCompute.Models.Json;

/// <summary>
/// One member of the service's JSON: its path, its shape and who may change it. Models, settings and requests read and write the member
/// through this object.
/// </summary>
internal abstract class JsonMember(string path, MemberAccess access, JsonShape shape)
{
    /// <summary>The names in UTF-8, the encoding of a JsonElement, which finds them without a conversion.</summary>
    private readonly byte[][] _utf8Names = Array.ConvertAll(path.Split('.'), Encoding.UTF8.GetBytes);

    /// <summary>Gets the path from the object of the model that declares the member, names joined by dots.</summary>
    public string Path { get; } = path;

    /// <summary>Gets the names in the path.</summary>
    public string[] Names { get; } = path.Split('.');

    /// <summary>Gets who may change the member, and with which request.</summary>
    public MemberAccess Access { get; } = access;

    /// <summary>Gets the values that the member allows.</summary>
    public JsonShape Shape { get; } = shape;

    /// <summary>Gets the .NET type of the value.</summary>
    public abstract Type ValueType { get; }

    private string LastName => Names[Names.Length - 1];

    private IEnumerable<string> ParentNames => Names.Take(Names.Length - 1);

    /// <summary>Returns the members that a model declares in its nested class Members, with the names of their fields.</summary>
    public static IEnumerable<KeyValuePair<string, JsonMember>> FindDeclaredMembers(Type model) =>
        (model.GetNestedType("Members", BindingFlags.NonPublic)?.GetFields(BindingFlags.Public | BindingFlags.Static) ?? [])
            .Select(field => new KeyValuePair<string, JsonMember>(field.Name, (JsonMember)field.GetValue(null)!));

    /// <summary>Returns true if the member is, or contains, the value at a path.</summary>
    public bool IsPrefixOf(IReadOnlyList<string> path) => Names.SequenceEqual(path.Take(Names.Length));

    /// <summary>Converts a value with <see cref="ToNode"/>, and writes it with <see cref="WriteNode"/>.</summary>
    public void Write(JsonObject root, object? value) => WriteNode(root, ToNode(value));

    /// <summary>Converts a value of the member's type to JSON. JSON is copied, and null stays null.</summary>
    public abstract JsonNode? ToNode(object? value);

    /// <summary>
    /// Converts the JSON of the member, as <see cref="FindNode"/> returns it, to its .NET value; returns null for null, and for a value
    /// that cannot be converted.
    /// </summary>
    public abstract object? ReadNode(JsonNode? value);

    /// <summary>Returns the JSON of the member in <paramref name="root"/>; null if it is missing or null.</summary>
    public JsonNode? FindNode(JsonObject root) => FindParent(root)?[LastName];

    /// <summary>
    /// Writes JSON at the path of the member in <paramref name="root"/>. Objects on the path are created if they are missing, or if another
    /// value is in their place.
    /// </summary>
    public void WriteNode(JsonObject root, JsonNode? value)
    {
        JsonObject parent = root;
        foreach (string name in ParentNames)
        {
            if (parent[name] is not JsonObject child)
            {
                parent[name] = child = [];
            }

            parent = child;
        }

        parent[LastName] = value;
    }

    /// <summary>Removes the member from <paramref name="root"/> and returns its value; null if it is missing or null.</summary>
    public JsonNode? RemoveFrom(JsonObject root)
    {
        JsonObject? parent = FindParent(root);
        JsonNode? value = parent?[LastName];
        parent?.Remove(LastName);
        return value;
    }

    /// <summary>Returns true if the text of the member is <paramref name="word"/>, in any casing.</summary>
    public bool HasWord(JsonObject root, string word) =>
        string.Equals(JsonText.ReadString(FindNode(root)), word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns true if the member is present, even if it is null.</summary>
    public bool IsPresentIn(JsonElement root) => TryFindElement(root, out _);

    /// <summary>Finds the value at the path of the member, which can be a JSON null; returns false if it is missing.</summary>
    protected bool TryFindElement(JsonElement root, out JsonElement value)
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

    /// <summary>Returns the object at the path without its last name; null if it is missing.</summary>
    private JsonObject? FindParent(JsonObject root)
    {
        JsonObject? parent = root;
        foreach (string name in ParentNames)
        {
            parent = parent?[name] as JsonObject;
        }

        return parent;
    }
}

/// <summary>A JSON member with its .NET type.</summary>
/// <param name="path">The path, names joined by dots.</param>
/// <param name="access">The writer of the member.</param>
/// <param name="shape">The allowed values.</param>
/// <param name="read">Converts JSON that is not null; returns null for a value that it cannot convert.</param>
/// <param name="write">Converts a value that is not null to JSON.</param>
internal sealed class JsonMember<T>(
    string path, MemberAccess access, JsonShape shape, Func<JsonElement, T?> read, Func<T, JsonNode?> write)
    : JsonMember(path, access, shape)
{
    public override Type ValueType => typeof(T);

    /// <summary>Reads the member; returns null if it is missing or null, or if its value cannot be converted.</summary>
    public T? Read(JsonElement root) =>
        TryFindElement(root, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? read(value)
            : default;

    public override object? ReadNode(JsonNode? value)
    {
        // Read takes an element, and looks for the value at the path of the member.
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
