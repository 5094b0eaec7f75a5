using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>A key for one member.</summary>
internal sealed class ValueKey(Setting setting) : FileKey(setting)
{
    private readonly JsonMember _member = setting.Member!;
    private readonly ValueConverter _value = ValueConverter.Create(setting);

    /// <summary>
    /// The value that is sent if the file does not have the key; null for none. With a default, a null key stands for a missing member.
    /// </summary>
    private readonly JsonNode? _default = setting.Default;

    public override void Read(FileNode value, JsonObject body, FileReader reader)
    {
        bool isExplicitNull = _default is not null && value is FileScalar { Kind: ScalarKind.Null };
        if (!isExplicitNull)
        {
            _member.WriteNode(body, reader.ReadInside(string.Empty, _member.Path, value, () => _value.Read(reader, value, Name)));
        }
    }

    public override void ReadAbsent(JsonObject body)
    {
        if (_default is not null)
        {
            _member.WriteNode(body, _default.DeepClone());
        }
    }

    public override bool TryWrite(JsonObject body, out JsonNode? value)
    {
        JsonNode? found = _member.FindNode(body);
        value = found is null ? null : _value.Write(found);
        return _default is null ? value is not null : !JsonNode.DeepEquals(found, _default);
    }
}
