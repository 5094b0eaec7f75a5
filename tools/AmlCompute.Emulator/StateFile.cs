using AmlCompute.Sandbox;

namespace AmlCompute.Emulator;

/// <summary>The file of --state. It is replaced as a whole, so it has either the old or the new state.</summary>
internal sealed class StateFile(string path, SandboxService sandbox)
{
    private readonly object _gate = new();

    /// <summary>The sandbox whose state the file has.</summary>
    public SandboxService Sandbox { get; } = sandbox;

    /// <summary>Opens a sandbox with the state of a file, which is created if it does not exist.</summary>
    /// <exception cref="InvalidDataException">The file is not a state of this version.</exception>
    /// <exception cref="ArgumentException">The path is empty or not valid.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to read or write the file or its folder.</exception>
    public static StateFile Open(string path, SandboxOptions options)
    {
        byte[]? state = File.Exists(path) ? File.ReadAllBytes(path) : null;
        StateFile file = new(Path.GetFullPath(path), new SandboxService(options, state));
        file.Save();
        return file;
    }

    /// <summary>Writes the state of the sandbox, which only the owner of the file can read on systems other than Windows.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to write the file or its folder.</exception>
    public void Save()
    {
        lock (_gate)
        {
            string temporary = $"{path}.{Environment.ProcessId}.tmp";
            File.Delete(temporary);
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (FileStream stream = new(temporary, options))
            {
                stream.Write(Sandbox.SaveState());
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
    }
}
