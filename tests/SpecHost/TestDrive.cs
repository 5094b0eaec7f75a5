using System.Management.Automation;

namespace AmlCompute.SpecHost;

/// <summary>The scratch folder of a spec file: <c>$TestDrive</c> and <c>TestDrive:</c>. What a block puts into it goes with the block.</summary>
public sealed class TestDrive : IDisposable
{
    private const string Name = "TestDrive";

    private DirectoryInfo? _folder;

    public void Mount(SessionState sessionState)
    {
        _folder = Directory.CreateTempSubdirectory(Name);
        var provider = sessionState.Provider.GetOne("FileSystem");
        sessionState.Drive.New(new PSDriveInfo(Name, provider, _folder.FullName, "Scratch folder of the spec", null), "Global");
        sessionState.PSVariable.Set($"global:{Name}", _folder);
    }

    public IReadOnlySet<string> List() => Entries().ToHashSet();

    public void RemoveAllBut(IReadOnlySet<string> kept)
    {
        foreach (var path in Entries().Where(path => !kept.Contains(path)))
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
    }

    public void Dispose() => _folder?.Delete(recursive: true);

    private string[] Entries() => _folder is null ? [] : Directory.GetFileSystemEntries(_folder.FullName, "*", SearchOption.AllDirectories);
}
