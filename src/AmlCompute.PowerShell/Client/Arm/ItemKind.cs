namespace AmlCompute.Client.Arm;

/// <summary>
/// Reads one item. The JSON reader is at the start of the item before the call and at its end after it. Returns null for an item that
/// needs an id and has no valid one.
/// </summary>
/// <param name="reader">The JSON reader.</param>
/// <param name="page">The JSON of the whole page, from which the item can copy its part.</param>
/// <param name="ids">The ids of the page, to which the id of the item is added.</param>
internal delegate T? ItemReader<T>(ref Utf8JsonReader reader, ReadOnlySpan<byte> page, PageIds ids)
    where T : class;

/// <summary>Describes the items of a list for <see cref="ListReader"/>.</summary>
/// <param name="name">The plural of the items in messages.</param>
/// <param name="reader">Reads one item.</param>
/// <param name="itemsMember">The JSON member of a page that has the items.</param>
internal sealed class ItemKind<T>(string name, ItemReader<T> reader, string itemsMember = "value")
    where T : class
{
    /// <summary>
    /// Creates a kind whose items are created from their JSON. The function returns null for JSON that needs an id and has no valid one.
    /// </summary>
    public ItemKind(string name, Func<JsonElement, T?> create, string itemsMember = "value")
        : this(name, (ref Utf8JsonReader reader, ReadOnlySpan<byte> _, PageIds ids) => CreateItem(ref reader, create, ids), itemsMember) { }

    public string Name { get; } = name;

    public ItemReader<T> Reader { get; } = reader;

    public string ItemsMember { get; } = itemsMember;

    /// <summary>Gets the JSON member of a page that links to the next one.</summary>
    public string NextLinkMember { get; init; } = "nextLink";

    private static T? CreateItem(ref Utf8JsonReader reader, Func<JsonElement, T?> create, PageIds ids)
    {
        JsonElement json = JsonElement.ParseValue(ref reader);
        ids.AddItem(json);
        return create(json);
    }
}
