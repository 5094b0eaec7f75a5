using System.Globalization;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>A folder with programs that stand in for those of a computer.</summary>
internal sealed class ProgramFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("programs");

    public string Path => _folder.FullName;

    /// <summary>Gets a PATH in which the folder comes first.</summary>
    public string SearchPath => $"{Path}:/usr/bin:/bin";

    public void Add(string name, string script)
    {
        string file = System.IO.Path.Combine(Path, name);
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"#!/bin/bash\n{script.ReplaceLineEndings("\n")}\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
