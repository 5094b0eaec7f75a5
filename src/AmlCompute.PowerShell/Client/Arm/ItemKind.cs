namespace AmlCompute.Client.Arm;

/// <summary>
/// Reads one item. The reader is at the start of the item before the call and at its end after it. Returns null for an item without an id.
/// </summary>
internal delegate T? ItemReader<T>(ref Utf8JsonReader reader, ReadOnlySpan<byte> page, PageIds ids)
    where T : class;

/// <summary>Describes the items of a list for <see cref="ListReader"/>.</summary>
/// <param name="name">The plural of the items in messages.</param>
/// <param name="read">Reads one item.</param>
/// <param name="member">The member of the page that has the items.</param>
internal sealed class ItemKind<T>(string name, ItemReader<T> read, string member = "value")
    where T : class
{
    /// <summary>Creates a kind whose items are created from their JSON; null for JSON without an id.</summary>
    public ItemKind(string name, Func<JsonElement, T?> create, string member = "value")
        : this(name, (ref Utf8JsonReader reader, ReadOnlySpan<byte> _, PageIds ids) => CreateItem(ref reader, create, ids), member) { }

    public string Name { get; } = name;

    public ItemReader<T> ReadItem { get; } = read;

    public string Member { get; } = member;

    /// <summary>Gets the member of the page that links to the next one.</summary>
    public string NextLink { get; init; } = "nextLink";

    private static T? CreateItem(ref Utf8JsonReader reader, Func<JsonElement, T?> create, PageIds ids)
    {
        JsonElement json = JsonElement.ParseValue(ref reader);
        ids.Add(json);
        return create(json);
    }
}
