using System.Management.Automation;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AmlCompute.Commands.Parameters;

/// <summary>Converts the value of a parameter for a setup script.</summary>
internal static class ScriptValue
{
    /// <summary>The largest size of a file in bytes, or of a text in characters, because a larger one was not meant as a script.</summary>
    public const int LargestSize = 1 << 20;

    private static readonly char[] PathSeparators = ['/', '\\'];

    private static readonly string[] ScriptExtensions = [".sh", ".bash", ".py", ".ps1"];

    /// <summary>One line that begins like a path of Windows, such as C:\, .\ or \\server, which is not a command of Linux.</summary>
    private static readonly Regex WindowsPath = new(@"\A([A-Za-z]:[\\/]|\.{1,2}\\|\\\\)[^\r\n]*\z", RegexOptions.CultureInvariant);

    /// <summary>Returns the JSON of the script; text and the content of a file are sent with the request.</summary>
    /// <param name="value">The text, a file or its path, lines, or a hashtable with the REST members.</param>
    /// <param name="word">The parameter or column that errors name.</param>
    /// <param name="host">Reads the file.</param>
    /// <exception cref="ComputeTargetException">
    /// The script is empty, too long or not text, its file does not exist or cannot be read, or the value cannot be converted.
    /// </exception>
    public static JsonNode? ConvertToNode(object value, string word, IConfigurationHost host)
    {
        string? text = PlainData.Unwrap(value) switch
        {
            FileSystemInfo file => host.ReadScript(file.FullName, word),

            // PowerShell resolves an empty path to the current folder.
            string argument when argument.Length > 0 && host.FindFile(argument) is { } path => host.ReadScript(path, word),
            string argument when IsPath(argument) => throw ComputeTargetException.CreateInvalidArgument(
                $"{word}: '{argument}' is not an existing file."),
            string argument => argument,

            // Get-Content returns a script as its lines.
            object[] lines when Array.TrueForAll(lines, line => line is string) => string.Join("\n", lines) + "\n",
            _ => null,
        };
        return text is null ? PlainJson.ConvertToNode(value, word) : CreateInlineScript(text, word);
    }

    /// <summary>Returns the JSON of a script whose text is in the request.</summary>
    private static JsonObject CreateInlineScript(string text, string word)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw ComputeTargetException.CreateInvalidArgument($"{word}: The script is empty.");
        }

        if (text.Length > LargestSize || text.Contains('\0'))
        {
            throw ComputeTargetException.CreateInvalidArgument($"{word}: The script must be text of at most {LargestSize} characters.");
        }

        // The shell of the machine does not accept line breaks of Windows.
        byte[] bytes = Encoding.UTF8.GetBytes(text.Replace("\r\n", "\n"));
        JsonObject script = [];
        SetupScript.Members.ScriptSource.Write(script, "inline");
        SetupScript.Members.ScriptData.Write(script, Convert.ToBase64String(bytes));
        return script;
    }

    /// <summary>Returns true if a text looks like a path; not with a blank in a path of Linux, which can be a command.</summary>
    private static bool IsPath(string text)
    {
        bool looksLikePath = text.IndexOfAny(PathSeparators) >= 0
            || Array.Exists(ScriptExtensions, extension => text.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
        return WindowsPath.IsMatch(text) || (looksLikePath && !text.Any(char.IsWhiteSpace));
    }
}
