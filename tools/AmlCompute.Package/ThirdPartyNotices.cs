using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace AmlCompute.Packaging;

/// <summary>Whose work is shipped with the module, and under which license: made from the assemblies themselves and the packages they come from.</summary>
/// <param name="assets">The file in which NuGet notes what it restored for the module.</param>
/// <param name="license">The module's own license, which has the text of the MIT license.</param>
internal sealed class ThirdPartyNotices(string assets, string license)
{
    private const string Rule = "--------------------------------------------------------------------------------";

    /// <summary>Writes the notices.</summary>
    /// <param name="bin">The folder that has one folder of assemblies for each framework.</param>
    public string Write(string bin)
    {
        using JsonDocument restored = JsonDocument.Parse(File.ReadAllText(assets));
        SortedDictionary<string, NuGetPackage> packages = new(StringComparer.OrdinalIgnoreCase);
        foreach (string framework in Directory.EnumerateDirectories(bin).Order(StringComparer.Ordinal))
        {
            foreach (string assembly in Directory.EnumerateFiles(framework, "*.dll").Where(file => !Path.GetFileName(file).StartsWith("AmlCompute.", StringComparison.Ordinal)))
            {
                NuGetPackage package = NuGetPackage.Of(assembly, restored.RootElement)
                    ?? throw new PackagingException($"No package is known that {assembly} comes from.");
                packages[$"{package.Id} {package.Version}"] = package;
            }
        }

        return Compose([.. packages.Values]);
    }

    private string Compose(IReadOnlyList<NuGetPackage> packages)
    {
        StringBuilder text = new("""
            The module ships assemblies of the following packages, unchanged, under the licenses named with them.


            """.ReplaceLineEndings("\n"));
        foreach (NuGetPackage package in packages)
        {
            text.Append(Rule).Append('\n').Append(package.Id).Append(' ').Append(package.Version).Append('\n');
            foreach (string line in new[] { package.ProjectUrl, package.Copyright, $"License: {package.License}" }.OfType<string>())
            {
                text.Append(line).Append('\n');
            }

            if (package.LicenseText is { } own)
            {
                text.Append('\n').Append(own).Append('\n');
            }
        }

        if (packages.Any(package => package.License == "MIT"))
        {
            text.Append(Rule).Append("\nThe MIT license\n\n").Append(license[license.IndexOf("Permission", StringComparison.Ordinal)..].Trim()).Append('\n');
        }

        // Most packages of .NET repeat the same notices.
        foreach (IGrouping<string, NuGetPackage> notices in packages.Where(package => package.Notices is not null).GroupBy(package => package.Notices!))
        {
            text.Append(Rule).Append("\nNotices that come with ").AppendJoin(", ", notices.Select(package => package.Id)).Append("\n\n").Append(notices.Key).Append('\n');
        }

        return text.ToString();
    }
}

/// <summary>A package as it lies in NuGet's folder.</summary>
internal sealed class NuGetPackage
{
    private readonly string _folder;
    private readonly XElement _metadata;

    private NuGetPackage(string folder)
    {
        _folder = folder;
        _metadata = XDocument.Load(Directory.GetFiles(folder, "*.nuspec").Single()).Root!.Elements().First(element => element.Name.LocalName == "metadata");
        LicenseText = ReadLicense();
    }

    public string Id => Value("id")!;

    public string Version => Value("version")!;

    public string? ProjectUrl => Value("projectUrl");

    public string Copyright => Value("copyright") ?? $"By {Value("authors")}";

    /// <summary>The SPDX expression, or where the license is told otherwise.</summary>
    public string License => LicenseElement is { } element && (string?)element.Attribute("type") == "expression" ? element.Value : "as follows";

    /// <summary>The license in full, unless the expression says it all.</summary>
    public string? LicenseText { get; }

    /// <summary>What the package says of works in it that are others'.</summary>
    public string? Notices => Read("THIRD-PARTY-NOTICES.TXT");

    private XElement? LicenseElement => _metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "license");

    /// <summary>The package that has exactly this assembly.</summary>
    public static NuGetPackage? Of(string assembly, JsonElement restored)
    {
        string name = Path.GetFileName(assembly);
        byte[] content = File.ReadAllBytes(assembly);
        string[] roots = [.. restored.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
        foreach (JsonProperty library in restored.GetProperty("libraries").EnumerateObject().Where(library => library.Value.GetProperty("type").GetString() == "package"))
        {
            string folder = library.Value.GetProperty("path").GetString()!;
            foreach (string file in library.Value.GetProperty("files").EnumerateArray().Select(file => file.GetString()!).Where(file => Path.GetFileName(file) == name))
            {
                string? root = roots.FirstOrDefault(root => File.Exists(Path.Combine(root, folder, file)));
                if (root is not null && File.ReadAllBytes(Path.Combine(root, folder, file)).AsSpan().SequenceEqual(content))
                {
                    return new NuGetPackage(Path.Combine(root, folder));
                }
            }
        }

        return null;
    }

    private string? ReadLicense() => LicenseElement switch
    {
        null => Read("LICENSE.TXT") ?? throw new PackagingException($"{Id} does not say under which license it is."),
        { Value: "MIT" } => null,
        var element when (string?)element.Attribute("type") == "file" => Read(element.Value) ?? throw new PackagingException($"{Id} has no {element.Value}."),
        var element => Read("LICENSE.TXT") ?? throw new PackagingException($"{Id} is under {element.Value}, whose text is not at hand."),
    };

    private string? Value(string name) =>
        _metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value is { Length: > 0 } value ? value : null;

    private string? Read(string name)
    {
        string? file = Directory.EnumerateFiles(_folder).FirstOrDefault(file => string.Equals(Path.GetFileName(file), name, StringComparison.OrdinalIgnoreCase));
        return file is null ? null : File.ReadAllText(file).ReplaceLineEndings("\n").Trim();
    }
}
