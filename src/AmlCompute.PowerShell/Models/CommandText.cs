using System.Text.RegularExpressions;

namespace AmlCompute.Models;

/// <summary>Writes values into commands of PowerShell that a message recommends.</summary>
internal static class CommandText
{
    /// <summary>
    /// Returns a text in single quotes, so that PowerShell reads it as one argument, also with parentheses, which a resource group can have
    /// in its name. All characters that PowerShell reads as the end of such a string are doubled; secrets are masked, and control
    /// characters are replaced.
    /// </summary>
    public static string Quote(string text) =>
        $"'{Regex.Replace(TerminalText.Clean(text), "['\u2018\u2019\u201A\u201B]", "$0$0", RegexOptions.CultureInvariant)}'";
}
