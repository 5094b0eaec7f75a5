using System.Text.RegularExpressions;

namespace AmlCompute.Client.Findings;

/// <summary>Writes the command that corrects a finding.</summary>
internal static class FixCommand
{
    /// <summary>Returns a command on a target by its resource id.</summary>
    public static string Write(string command, ComputeTarget target, string parameters = "") =>
        $"{command} -ResourceId '{Quote(target.Id)}' {parameters}".TrimEnd();

    public static string WriteSet(ComputeTarget target, string parameters) => Write("Set-AmlComputeTarget", target, parameters);

    /// <summary>Doubles the characters that PowerShell reads as the end of a string in single quotes.</summary>
    private static string Quote(string text) => Regex.Replace(
        TerminalText.Clean(text), "['\u2018\u2019\u201A\u201B]", "$0$0", RegexOptions.CultureInvariant);
}
