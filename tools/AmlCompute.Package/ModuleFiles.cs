namespace AmlCompute.Packaging;

/// <summary>The files of a built module.</summary>
internal static class ModuleFiles
{
    /// <summary>All that a module is made of. Anything else in its folder is a mistake of the build, not something to ship or to leave out quietly.</summary>
    private static readonly Dictionary<string, string[]> Kinds = new(StringComparer.Ordinal)
    {
        [""] = [".psd1", ".psm1", ".ps1xml"],
        ["bin/net472"] = [".dll"],
        ["bin/net8.0"] = [".dll"],
        ["en-US"] = [".dll-Help.xml", ".help.txt"],
    };

    public static List<PackageFile> Read(string module)
    {
        List<PackageFile> files = [];
        foreach (string file in Directory.EnumerateFiles(module, "*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(module, file).Replace('\\', '/');
            string folder = Path.GetDirectoryName(path)!.Replace('\\', '/');
            if (!Kinds.TryGetValue(folder, out string[]? endings) || !endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            {
                throw new PackagingException($"{path} is no file of the module.");
            }

            files.Add(new PackageFile(path, File.ReadAllBytes(file)));
        }

        foreach (string folder in Kinds.Keys.Where(folder => !files.Any(file => Path.GetDirectoryName(file.Path)!.Replace('\\', '/') == folder)))
        {
            throw new PackagingException($"The module has no files in '{folder}'.");
        }

        return files;
    }
}
