using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>A key of a YAML file. It reads its value into the JSON of the service, and writes it from that JSON.</summary>
internal abstract class FileKey(string name)
{
    protected FileKey(Setting setting)
        : this(setting.Key!)
    {
        OtherName = setting.OtherKey;
        IsRequired = setting.IsRequired;
        Companion = setting.Form == SettingForm.Subnet ? FileValue.NetworkKey : null;
    }

    public string Name { get; } = name;

    public bool IsRequired { get; init; }

    /// <summary>Gets the key that has no effect without this one; null for none.</summary>
    public string? Companion { get; }

    /// <summary>Gets another name that is accepted and never written; null for none.</summary>
    public string? OtherName { get; }

    public bool HasName(string name) => name == Name || name == OtherName;

    /// <summary>Reads the value of the key into the body.</summary>
    public virtual void Read(FileNode value, JsonObject body, FileReader reader) { }

    /// <summary>Completes the body if a file does not have the key, for example with a default value.</summary>
    public virtual void ReadAbsent(JsonObject body) { }

    /// <summary>Returns true if the key is to be written, with its value, which can be null.</summary>
    public virtual bool TryWrite(JsonObject body, out JsonNode? value)
    {
        value = null;
        return false;
    }

    /// <summary>Adds the keys that have a value in the body to those that were written before; null for none.</summary>
    public static JsonObject WriteAll(IEnumerable<FileKey> keys, JsonObject body, JsonObject? written = null)
    {
        written ??= [];
        foreach (FileKey key in keys)
        {
            if (key.TryWrite(body, out JsonNode? value))
            {
                written[key.Name] = value;
            }
        }

        return written;
    }
}

/// <summary>A key that is accepted but neither sent nor written: read-only, or read by other code.</summary>
internal sealed class IgnoredKey(string name) : FileKey(name);
