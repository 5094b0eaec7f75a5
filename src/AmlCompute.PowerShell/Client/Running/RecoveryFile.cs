using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using AmlCompute.Client.Http;

namespace AmlCompute.Client.Running;

/// <summary>
/// Saves the settings of a target in a file while a replacement removes and creates it, because the process can end in between. The file
/// has the JSON of ARM that -Path reads, with masks in the place of secrets.
/// </summary>
internal sealed class RecoveryFile
{
    /// <summary>The environment variable with the folder of the files.</summary>
    public const string FolderVariable = "AMLCOMPUTE_RECOVERY_FOLDER";

    private RecoveryFile(string path) => Path = path;

    public string Path { get; }

    private static int ProcessId =>
#if NETFRAMEWORK
        System.Diagnostics.Process.GetCurrentProcess().Id;
#else
        Environment.ProcessId;
#endif

    /// <summary>Saves the settings of a target, and warns with the path; returns null if the file cannot be written.</summary>
    public static RecoveryFile? SaveSettings(ComputeTarget target, CallContext call)
    {
        try
        {
            string folder = FindFolder(call) ?? throw new IOException("The user has no folder for local data.");
            string file = $"{ToFileName(target.Name)}-{CreateMark(target.Workspace, target.Name)}-{Guid.NewGuid():N}.json";
            string path = System.IO.Path.Combine(System.IO.Path.GetFullPath(folder), file);
            JsonObject json = target.ToNode();
            Redaction.RedactNode(json);
            WritePrivateFile(path, Encoding.UTF8.GetBytes(TerminalText.Escape(json.ToJsonString(JsonText.Indented))));
            call.Log.WriteWarning($"{target.Name}: Until the target is created again, its settings are in '{path}'.");
            return new RecoveryFile(path);
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            call.Log.WriteWarning(
                $"{target.Name}: The settings of the target could not be saved before it is removed: {exception.Message} "
                + $"Set the environment variable {FolderVariable} to a folder that can be written.");
            return null;
        }
    }

    /// <summary>Warns of each file of a replacement that did not end, because only the file has some of the settings.</summary>
    public static void WarnOfEarlier(Workspace workspace, string name, CallContext call)
    {
        try
        {
            string[] files = FindFolder(call) is { } folder && Directory.Exists(folder)
                ? Directory.GetFiles(System.IO.Path.GetFullPath(folder), $"*-{CreateMark(workspace, name)}-*.json")
                : [];
            foreach (string file in files)
            {
                string time = File.GetLastWriteTimeUtc(file).ToString("u", CultureInfo.InvariantCulture);
                call.Log.WriteWarning(
                    $"{name}: A replacement of {time} did not end. The settings of the target before it are in '{file}'. "
                    + "Delete the file after this comparison: Compare-AmlComputeTarget -LiteralPath "
                    + $"{CommandText.Quote(file)}{CommandText.WriteWorkspace(workspace)}");
            }
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            call.Log.WriteVerbose($"{name}: The folder of recovery files cannot be read: {exception.Message}");
        }
    }

    /// <summary>Deletes the file; it only warns if that fails.</summary>
    public void Delete(ICallLog log)
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception exception) when (IsFileError(exception))
        {
            log.WriteWarning($"The file '{Path}' is not needed any more, but could not be deleted: {exception.Message}");
        }
    }

    /// <summary>Returns the folder that was chosen, or else one in the local data of the user; null if the user has none.</summary>
    private static string? FindFolder(CallContext call)
    {
        string? chosen = call.RecoveryFolder ?? Environment.GetEnvironmentVariable(FolderVariable);
        if (!string.IsNullOrWhiteSpace(chosen))
        {
            return chosen;
        }

        string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return local.Length > 0 ? System.IO.Path.Combine(local, "AmlCompute", "Recovery") : null;
    }

    /// <summary>Returns a digest by which the files of a target are found. Targets of two sandboxes can have the same id.</summary>
    private static string CreateMark(Workspace workspace, string name)
    {
        string sandbox = workspace.Connection.Sandbox is { } store ? $" {ProcessId} {RuntimeHelpers.GetHashCode(store)}" : string.Empty;
        return TextDigest.ComputeHex($"{workspace.Id}/{name}".ToUpperInvariant() + sandbox).Substring(0, 16);
    }

    /// <summary>Returns at most 32 characters of a name that are safe in the name of a file, for people who look into the folder.</summary>
    private static string ToFileName(string name) => new(
        [.. name.Where(letter => letter is '-' or (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z')).Take(32)]);

    /// <summary>Writes a new private file. If it cannot be written completely, it is deleted.</summary>
    private static void WritePrivateFile(string path, byte[] text)
    {
        FileStream stream = CreatePrivateFile(path);
        try
        {
            // Dispose writes the buffer again, and can fail again.
            using (stream)
            {
                stream.Write(text, 0, text.Length);
                stream.Flush(flushToDisk: true);
            }
        }
        catch (IOException)
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>
    /// Creates a file that only its user can read. On Windows, the file has the rights of the folder; that of local data is private.
    /// </summary>
    private static FileStream CreatePrivateFile(string path)
    {
        string folder = System.IO.Path.GetDirectoryName(path)!;
#if !NETFRAMEWORK
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode ReadAndWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            _ = Directory.CreateDirectory(folder, ReadAndWrite | UnixFileMode.UserExecute);
            return new FileStream(
                path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = ReadAndWrite });
        }

#endif
        _ = Directory.CreateDirectory(folder);
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write);
    }

    private static bool IsFileError(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;
}
