using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>
/// A key in a map of the form of the Azure CLI. It reads its value into the JSON object of the service that corresponds to the map, its
/// body, and writes it from there.
/// </summary>
internal abstract class FileKey(string name)
{
    /// <summary>Initializes the key of a setting that has one.</summary>
    protected FileKey(Setting setting)
        : this(setting.Key!)
    {
        OtherName = setting.OtherKey;
        IsRequired = setting.IsRequired;
        Companion = setting.Form == SettingForm.Subnet ? ValueConverter.NetworkKey : null;
    }

    public string Name { get; } = name;

    /// <summary>Gets a value indicating whether the map must have the key.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Gets the other key of the map that has no effect without this one; null for none.</summary>
    public string? Companion { get; }

    /// <summary>Gets another name that is accepted and never written; null for none.</summary>
    public string? OtherName { get; }

    /// <summary>Returns true if the name is one of the two names of the key.</summary>
    public bool HasName(string name) => name == Name || name == OtherName;

    /// <summary>Reads the value of the key into the body.</summary>
    /// <exception cref="ComputeTargetException">The value is not valid.</exception>
    public virtual void Read(FileNode value, JsonObject body, FileReader reader) { }

    /// <summary>Completes the body if the map does not have the key, for example with a default value.</summary>
    public virtual void ReadAbsent(JsonObject body) { }

    /// <summary>Returns true if the key is to be written, with its value, which can be null.</summary>
    public virtual bool TryWrite(JsonObject body, out JsonNode? value)
    {
        value = null;
        return false;
    }

    /// <summary>Returns a map with the keys that are to be written for the body.</summary>
    /// <param name="keys">All keys that the map can have.</param>
    /// <param name="body">The JSON of the service.</param>
    /// <param name="written">The map with keys that were written before, which is completed and returned; null for a new map.</param>
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

/// <summary>A key that is accepted, but neither read into the body nor written from it; other code can read and write it.</summary>
internal sealed class IgnoredKey(string name) : FileKey(name);
