using AmlCompute.Files.Nodes;

namespace AmlCompute.Files;

/// <summary>A key that only groups nested keys: they have the same body as the group, which has no JSON member of its own.</summary>
internal sealed class GroupKey(string name, IReadOnlyList<FileKey> keys) : FileKey(name)
{
    public override void Read(FileNode value, JsonObject body, FileReader reader) =>
        reader.ReadKeys(reader.ReadMap(value, Name), keys, body);

    public override void ReadAbsent(JsonObject body)
    {
        foreach (FileKey key in keys)
        {
            key.ReadAbsent(body);
        }
    }

    public override bool TryWrite(JsonObject body, out JsonNode? value)
    {
        JsonObject written = WriteAll(keys, body);
        value = written;
        return written.Count > 0;
    }
}
