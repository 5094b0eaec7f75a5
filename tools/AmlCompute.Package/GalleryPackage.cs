using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace AmlCompute.Packaging;

/// <summary>A module as a NuGet package, in the form in which the PowerShell Gallery takes it.</summary>
internal static class GalleryPackage
{
    private const string Nuspec = "http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd";
    private const string ContentTypes = "http://schemas.openxmlformats.org/package/2006/content-types";
    private const string Relationships = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string CoreProperties = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    private const string DublinCore = "http://purl.org/dc/elements/1.1/";

    /// <summary>The files of the module, and those that make them a package.</summary>
    public static IEnumerable<PackageFile> Parts(ModuleManifest manifest, IReadOnlyList<PackageFile> files)
    {
        PackageFile nuspec = Xml($"{manifest.Name}.nuspec", Specification(manifest));

        // Named after the content, as the name has to be new with each version and the same with each build.
        string properties = $"package/services/metadata/core-properties/{Convert.ToHexStringLower(SHA256.HashData(nuspec.Content))[..32]}.psmdcp";
        return
        [
            .. files,
            nuspec,
            Xml(properties, Properties(manifest)),
            Xml("_rels/.rels", Relations(nuspec.Path, properties)),
            Xml("[Content_Types].xml", Types(files)),
        ];
    }

    /// <summary>
    /// What the Gallery finds the module by: beside the manifest's tags the editions, each command, and which kinds of commands there are.
    /// </summary>
    public static IEnumerable<string> Tags(ModuleManifest manifest) =>
        manifest.Tags
            .Prepend("PSModule")
            .Concat(manifest.Editions.Order(StringComparer.Ordinal).Select(edition => $"PSEdition_{edition}"))
            .Append("PSIncludes_Cmdlet")
            .Concat(manifest.Cmdlets.SelectMany(cmdlet => new[] { $"PSCmdlet_{cmdlet}", $"PSCommand_{cmdlet}" }))
            .Distinct(StringComparer.OrdinalIgnoreCase);

    private static XElement Specification(ModuleManifest manifest)
    {
        XNamespace names = Nuspec;
        return new XElement(
            names + "package",
            new XElement(
                names + "metadata",
                new XElement(names + "id", manifest.Name),
                new XElement(names + "version", manifest.Version),
                new XElement(names + "authors", manifest.Author),
                new XElement(names + "owners", manifest.CompanyName),
                new XElement(names + "requireLicenseAcceptance", "false"),
                new XElement(names + "licenseUrl", manifest.LicenseUri),
                new XElement(names + "projectUrl", manifest.ProjectUri),
                new XElement(names + "description", manifest.Description),
                new XElement(names + "releaseNotes", manifest.ReleaseNotes),
                new XElement(names + "copyright", manifest.Copyright),
                new XElement(names + "tags", string.Join(' ', Tags(manifest)))));
    }

    private static XElement Properties(ModuleManifest manifest)
    {
        XNamespace core = CoreProperties;
        XNamespace dublin = DublinCore;
        return new XElement(
            core + "coreProperties",
            new XAttribute(XNamespace.Xmlns + "dc", DublinCore),
            new XElement(dublin + "creator", manifest.Author),
            new XElement(dublin + "description", manifest.Description),
            new XElement(dublin + "identifier", manifest.Name),
            new XElement(core + "version", manifest.Version),
            new XElement(core + "keywords", string.Join(' ', manifest.Tags)));
    }

    private static XElement Relations(string nuspec, string properties)
    {
        XNamespace names = Relationships;
        XElement Relation(string id, string type, string target) => new(
            names + "Relationship", new XAttribute("Type", type), new XAttribute("Target", $"/{target}"), new XAttribute("Id", id));
        return new XElement(
            names + "Relationships",
            Relation("R1", "http://schemas.microsoft.com/packaging/2010/07/manifest", nuspec),
            Relation("R2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", properties));
    }

    private static XElement Types(IEnumerable<PackageFile> files)
    {
        XNamespace names = ContentTypes;
        XElement Type(string extension, string type) => new(names + "Default", new XAttribute("Extension", extension), new XAttribute("ContentType", type));
        return new XElement(
            names + "Types",
            Type("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            Type("psmdcp", "application/vnd.openxmlformats-package.core-properties+xml"),
            files.Select(file => Path.GetExtension(file.Path)[1..]).Append("nuspec").Distinct().Order(StringComparer.Ordinal).Select(extension => Type(extension, "application/octet")));
    }

    private static PackageFile Xml(string path, XElement root)
    {
        using MemoryStream content = new();
        using (System.Xml.XmlWriter writer = System.Xml.XmlWriter.Create(
            content, new() { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }))
        {
            root.WriteTo(writer);
        }

        return new PackageFile(path, content.ToArray());
    }
}
