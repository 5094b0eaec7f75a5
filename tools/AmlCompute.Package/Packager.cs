using System.Reflection;
using System.Text;

namespace AmlCompute.Packaging;

/// <summary>Makes both packages of a built module: that of the PowerShell Gallery, and the zip that an Automation account imports.</summary>
internal static class Packager
{
    /// <summary>Writes the packages.</summary>
    /// <param name="module">The folder of the built module.</param>
    /// <param name="output">The folder for the packages; made if it is not there.</param>
    /// <returns>The full paths of the packages.</returns>
    public static IReadOnlyList<string> Write(string module, string output)
    {
        ModuleManifest manifest = ModuleManifest.Read(Path.Combine(module, "AmlCompute.psd1"));
        string license = File.ReadAllText(Metadata("License"));
        List<PackageFile> files = ModuleFiles.Read(module);
        files.Add(PackageFile.OfText("LICENSE.txt", license));
        files.Add(PackageFile.OfText("CHANGELOG.md", File.ReadAllText(Metadata("Changelog"))));
        files.Add(PackageFile.OfText("THIRD-PARTY-NOTICES.txt", new ThirdPartyNotices(Metadata("Assets"), license).Write(Path.Combine(module, "bin"))));

        Directory.CreateDirectory(output);
        string gallery = Path.GetFullPath(Path.Combine(output, $"{manifest.Name}.{manifest.Version}.nupkg"));
        ReproducibleZip.Write(gallery, GalleryPackage.Parts(manifest, files));

        // An Automation account takes the name of the module from the name of the file, and wants one folder of that name in it.
        string automation = Path.GetFullPath(Path.Combine(output, $"{manifest.Name}.zip"));
        ReproducibleZip.Write(automation, files.Select(file => file with { Path = $"{manifest.Name}/{file.Path}" }));
        return [gallery, automation];
    }

    private static string Metadata(string key) =>
        typeof(Packager).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(metadata => metadata.Key == key).Value!;
}

/// <summary>A file of a package.</summary>
/// <param name="Path">Where it lies in the package, with forward slashes.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record PackageFile(string Path, byte[] Content)
{
    public static PackageFile OfText(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));
}
