using System.Collections;
using System.IO.Compression;
using System.Management.Automation.Language;
using Xunit;

namespace AmlCompute.Tests.Packages;

/// <summary>
/// The packages in the folder that AMLCOMPUTE_PACKAGES names, or else new ones of the module as it was built last.
/// </summary>
[CollectionDefinition(nameof(BuiltPackages))]
public sealed class BuiltPackages : IAsyncLifetime, ICollectionFixture<BuiltPackages>
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("packages ");

    /// <summary>The folder of the built module.</summary>
    internal static string Module { get; } = Directory.GetDirectories(Path.Combine(Repository.Root, "output", "AmlCompute")).Single();

    internal static string Version { get; } = Path.GetFileName(Module);

    /// <summary>The manifest of the built module.</summary>
    internal static Hashtable Manifest =>
        (Hashtable)Parser.ParseFile(Path.Combine(Module, "AmlCompute.psd1"), out _, out _)
            .Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false).SafeGetValue();

    internal string Gallery { get; private set; } = string.Empty;

    internal string Automation { get; private set; } = string.Empty;

    public async ValueTask InitializeAsync()
    {
        string folder = _folder.FullName;
        if (Environment.GetEnvironmentVariable("AMLCOMPUTE_PACKAGES") is { Length: > 0 } given)
        {
            folder = given;
        }
        else
        {
            await PackAsync(folder);
        }

        Gallery = Directory.GetFiles(folder, "AmlCompute.*.nupkg").Single();
        Automation = Path.Combine(folder, "AmlCompute.zip");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

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

    private static async Task PackAsync(string folder)
    {
        string script = Path.Combine(Repository.Root, "tools", "build", "Packages.psm1");
        string command = $"Import-Module '{script}'; New-ModulePackage -Module '{Module}' -Destination '{folder}'";
        PwshRun run = await Pwsh.RunAsync(await Pwsh.CreateStartAsync("-Command", command));
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
    }
}
