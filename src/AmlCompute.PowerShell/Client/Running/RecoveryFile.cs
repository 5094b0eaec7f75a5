using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using AmlCompute.Client.Http;

namespace AmlCompute.Client.Running;

/// <summary>
/// The file with the settings of a target while a replacement removes and creates it, for a process that ends in between. It has the JSON
/// of ARM that -Path reads, without secrets, and only its user can read it.
/// </summary>
internal sealed class RecoveryFile
{
    /// <summary>The environment variable with the folder of the files.</summary>
    public const string FolderVariable = "AMLCOMPUTE_RECOVERY_FOLDER";

    private static int ProcessId =>
#if NETFRAMEWORK
        System.Diagnostics.Process.GetCurrentProcess().Id;
#else
        Environment.ProcessId;
#endif

    private RecoveryFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>Writes the settings of a target, and a warning with the path; null if the file cannot be written.</summary>
    public static RecoveryFile? Write(ComputeTarget target, CallContext call)
    {
        try
        {
            string folder = FolderOf(call) ?? throw new IOException("The user has no folder for local data.");
            string file = $"{SafeName(target.Name)}-{MarkOf(target.Workspace, target.Name)}-{Guid.NewGuid():N}.json";
            string path = System.IO.Path.Combine(System.IO.Path.GetFullPath(folder), file);
            JsonObject json = target.ToNode();
            Redaction.Redact(json);
            using (FileStream stream = Create(path))
            {
                byte[] text = Encoding.UTF8.GetBytes(TerminalText.Escape(json.ToJsonString(JsonText.Indented)));
                stream.Write(text, 0, text.Length);
                stream.Flush(flushToDisk: true);
            }

            call.Log.Warning($"{target.Name}: Until the target is created again, its settings are in '{path}'.");
            return new RecoveryFile(path);
        }
        catch (Exception exception) when (IsAccess(exception))
        {
            call.Log.Warning(
                $"{target.Name}: The settings of the target could not be saved before it is removed: {exception.Message} "
                + $"Set the environment variable {FolderVariable} to a folder that can be written.");
            return null;
        }
    }

    /// <summary>Warns of the file of a replacement that did not end, because only the file has some of the settings.</summary>
    public static void WarnOfEarlier(Workspace workspace, string name, CallContext call)
    {
        try
        {
            string[] files = FolderOf(call) is { } folder && Directory.Exists(folder)
                ? Directory.GetFiles(System.IO.Path.GetFullPath(folder), $"*-{MarkOf(workspace, name)}-*.json")
                : [];
            foreach (string file in files)
            {
                string time = File.GetLastWriteTimeUtc(file).ToString("u", CultureInfo.InvariantCulture);
                call.Log.Warning(
                    $"{name}: A replacement of {time} did not end. The settings of the target before it are in '{file}'; "
                    + "compare them with Compare-AmlComputeTarget -Path, then delete the file.");
            }
        }
        catch (Exception exception) when (IsAccess(exception))
        {
            call.Log.Verbose($"{name}: The folder of recovery files cannot be read: {exception.Message}");
        }
    }

    public void Delete(ICallLog log)
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception exception) when (IsAccess(exception))
        {
            log.Warning($"The file '{Path}' is not needed any more, but could not be deleted: {exception.Message}");
        }
    }

    private static string? FolderOf(CallContext call)
    {
        string? chosen = call.RecoveryFolder ?? Environment.GetEnvironmentVariable(FolderVariable);
        string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return !string.IsNullOrWhiteSpace(chosen) ? chosen
            : local.Length > 0 ? System.IO.Path.Combine(local, "AmlCompute", "Recovery")
            : null;
    }

    /// <summary>Returns the mark of a target in the names of its files, with the sandbox, because sandboxes have the same ids.</summary>
    private static string MarkOf(Workspace workspace, string name)
    {
        string sandbox = workspace.Sandbox is { } store ? $" {ProcessId} {RuntimeHelpers.GetHashCode(store)}" : string.Empty;
        return TextDigest.Of($"{workspace.Id}/{name}".ToUpperInvariant() + sandbox).Substring(0, 16);
    }

    /// <summary>Returns the characters of a name that are safe in the name of a file.</summary>
    private static string SafeName(string name) => new(
        [.. name.Where(letter => letter is '-' or (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z')).Take(32)]);

    private static FileStream Create(string path)
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

    private static bool IsAccess(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;
}
