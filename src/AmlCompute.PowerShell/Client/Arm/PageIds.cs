using System.Text;

namespace AmlCompute.Client.Arm;

/// <summary>A hash of the ids of a page in their order, by which a list that begins again is recognized.</summary>
internal sealed class PageIds
{
    private static readonly string[] IdMembers = ["id", "nodeId", "name"];

    /// <summary>Gets the hash. Its first value and the factor below are the constants of FNV-1a with 64 bits.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    public void Add(ReadOnlySpan<byte> id)
    {
        foreach (byte part in id)
        {
            AddByte(part);
        }

        // The separator is a byte that UTF-8 does not have.
        AddByte(0xFF);
    }

    /// <summary>Adds the id of an item, or the whole item if it has none.</summary>
    public void Add(JsonElement item)
    {
        JsonElement id = IdMembers.Select(name => item.TryGetProperty(name, out JsonElement value) ? value : default)
            .FirstOrDefault(value => value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null));
        Add(Encoding.UTF8.GetBytes((id.ValueKind == JsonValueKind.Undefined ? item : id).GetRawText()));
    }

    private void AddByte(byte part) => Hash = (Hash ^ part) * 1099511628211;
}
