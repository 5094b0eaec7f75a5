using System.Text.RegularExpressions;

namespace AmlCompute.Models;

/// <summary>Writes values into the PowerShell commands that the module recommends.</summary>
internal static class CommandText
{
    /// <summary>
    /// Returns a text in single quotes, so that PowerShell reads it as one argument, also with parentheses, which a resource group can have
    /// in its name. The text is cleaned with <see cref="TerminalText.Clean"/>, and each character that PowerShell reads as the end of such
    /// a string is doubled.
    /// </summary>
    public static string Quote(string text) =>
        $"'{Regex.Replace(TerminalText.Clean(text), "['\u2018\u2019\u201A\u201B]", "$0$0", RegexOptions.CultureInvariant)}'";

    /// <summary>Returns a name as one argument: unchanged if it needs no quotes, and otherwise as <see cref="Quote"/>.</summary>
    public static string WriteName(string name) => IsPlainName(name) ? name : Quote(name);

    /// <summary>
    /// Returns the arguments that choose a target: its name, or its resource id if a command would find the name in another workspace.
    /// </summary>
    public static string WriteTarget(Workspace workspace, string name)
    {
        if (workspace.IsCurrent)
        {
            return WriteName(name);
        }

        return WriteResourceId($"{workspace.Id}/computes/{name}");
    }

    /// <summary>Returns the parameter -ResourceId with an id, which is in quotes if it needs them.</summary>
    public static string WriteResourceId(string id)
    {
        bool isPlainId = id.Length > 0
            && id[0] == '/'
            && id.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/');
        return $"-ResourceId {(isPlainId ? id : Quote(id))}";
    }

    /// <summary>Returns the parameter -Workspace after a blank; empty for the current workspace, which a command uses without it.</summary>
    public static string WriteWorkspace(Workspace workspace) =>
        workspace.IsCurrent ? string.Empty : $" -Workspace {Quote(workspace.Id)}";

    /// <summary>Returns the command that lists the sizes of a region.</summary>
    public static string WriteSizeList(Workspace workspace, string location) =>
        $"Get-AmlComputeVmSize -Location {WriteName(RegionNames.Normalize(location))}{WriteWorkspace(workspace)}";

    /// <summary>Returns the command that shows usages of a region.</summary>
    /// <param name="workspace">The workspace with the sign-in for the request.</param>
    /// <param name="location">The region.</param>
    /// <param name="name">The name of the usage, in quotes if it needs them; null for all usages.</param>
    public static string WriteUsageList(Workspace workspace, string location, string? name) =>
        $"Get-AmlComputeUsage {(name is null ? string.Empty : name + " ")}-Location {WriteName(RegionNames.Normalize(location))}"
        + WriteWorkspace(workspace);

    /// <summary>Returns true for a name that a command can contain without quotes. A leading hyphen would begin a parameter.</summary>
    public static bool IsPlainName(string? name) =>
        name is { Length: > 0 } && name[0] != '-' && name.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_');
}
