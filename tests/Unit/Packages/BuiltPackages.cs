using System.IO.Compression;
using AmlCompute.Packaging;

namespace AmlCompute.Tests.Packages;

/// <summary>
/// The packages: those in the folder that AMLCOMPUTE_PACKAGES names, or else new ones of the module as it was built last.
/// </summary>
public sealed class BuiltPackages : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("packages ");

    public BuiltPackages()
    {
        string folder = _folder.FullName;
        if (Environment.GetEnvironmentVariable("AMLCOMPUTE_PACKAGES") is { Length: > 0 } given)
        {
            folder = given;
        }
        else
        {
            Packager.Write(Module, folder);
        }

        Gallery = Directory.GetFiles(folder, "AmlCompute.*.nupkg").Single();
        Automation = Path.Combine(folder, "AmlCompute.zip");
    }

    /// <summary>The folder of the built module.</summary>
    internal static string Module { get; } = Directory.GetDirectories(Path.Combine(Repository.Root, "output", "AmlCompute")).Single();

    internal static string Version { get; } = Path.GetFileName(Module);

    internal string Gallery { get; }

    internal string Automation { get; }

    public void Dispose() => _folder.Delete(recursive: true);

    internal static IReadOnlyList<string> NamesIn(string package)
    {
        using ZipArchive zip = ZipFile.OpenRead(package);
        return [.. zip.Entries.Select(entry => entry.FullName)];
    }

    internal static string TextIn(string package, string name)
    {
        using ZipArchive zip = ZipFile.OpenRead(package);
        using StreamReader reader = new(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>Unpacks the package of the Gallery as Install-PSResource and Install-Module do.</summary>
    internal void Install(string modulePath)
    {
        string folder = Path.Combine(modulePath, "AmlCompute", Version);
        ZipFile.ExtractToDirectory(Gallery, folder);
        File.Delete(Path.Combine(folder, "AmlCompute.nuspec"));
        File.Delete(Path.Combine(folder, "[Content_Types].xml"));
        Directory.Delete(Path.Combine(folder, "_rels"), recursive: true);
        Directory.Delete(Path.Combine(folder, "package"), recursive: true);
    }
}
