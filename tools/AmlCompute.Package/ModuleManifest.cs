using System.Collections;
using System.Management.Automation.Language;

namespace AmlCompute.Packaging;

/// <summary>What the manifest of a module says, read as data and not run.</summary>
internal sealed class ModuleManifest
{
    private readonly Hashtable _values;
    private readonly Hashtable _gallery;

    private ModuleManifest(string name, Hashtable values)
    {
        Name = name;
        _values = values;
        _gallery = (values["PrivateData"] as Hashtable)?["PSData"] as Hashtable ?? [];
    }

    public string Name { get; }

    /// <summary>The version, with a prerelease label if there is one.</summary>
    public string Version => Text(_values, "ModuleVersion") + (_gallery["Prerelease"] is string { Length: > 0 } label ? $"-{label}" : string.Empty);

    public string Author => Text(_values, "Author");

    public string CompanyName => Text(_values, "CompanyName");

    public string Copyright => Text(_values, "Copyright");

    public string Description => Text(_values, "Description");

    public string LicenseUri => Text(_gallery, "LicenseUri");

    public string ProjectUri => Text(_gallery, "ProjectUri");

    public string ReleaseNotes => Text(_gallery, "ReleaseNotes");

    public IEnumerable<string> Editions => List(_values, "CompatiblePSEditions");

    public IEnumerable<string> Tags => List(_gallery, "Tags");

    public IEnumerable<string> Cmdlets => List(_values, "CmdletsToExport");

    public static ModuleManifest Read(string path)
    {
        ScriptBlockAst script = Parser.ParseFile(path, out _, out ParseError[] errors);
        return errors.Length == 0 && script.Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false)?.SafeGetValue() is Hashtable values
            ? new ModuleManifest(Path.GetFileNameWithoutExtension(path), values)
            : throw new PackagingException($"{path} is no manifest of a module.");
    }

    private static string Text(Hashtable values, string key) =>
        values[key] is string { Length: > 0 } text ? text.Trim() : throw new PackagingException($"The manifest has no {key}.");

    private static IEnumerable<string> List(Hashtable values, string key) => values[key] switch
    {
        object[] list => list.Cast<string>(),
        string one => [one],
        _ => throw new PackagingException($"The manifest has no {key}."),
    };
}
