using System.Text;

namespace AmlCompute.Client.Arm;

/// <summary>A hash of the ids of a page in their order, by which a list that begins again is recognized.</summary>
internal sealed class PageIds
{
    private static readonly string[] IdMembers = ["id", "nodeId", "name"];

    /// <summary>Gets the hash. Its first value and the factor below are the constants of FNV-1a with 64 bits.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    /// <summary>Adds an id, in UTF-8 as in the page.</summary>
    public void AddId(ReadOnlySpan<byte> id)
    {
        foreach (byte idByte in id)
        {
            AddByte(idByte);
        }

        // The separator is a byte that UTF-8 does not have.
        AddByte(0xFF);
    }

    /// <summary>Adds the id of an item, or the whole item if it has none.</summary>
    public void AddItem(JsonElement item)
    {
        JsonElement id = IdMembers.Select(name => item.TryGetProperty(name, out JsonElement value) ? value : default)
            .FirstOrDefault(value => value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null));
        AddId(Encoding.UTF8.GetBytes((id.ValueKind == JsonValueKind.Undefined ? item : id).GetRawText()));
    }

    private void AddByte(byte idByte) => Hash = (Hash ^ idByte) * 1099511628211;
}
