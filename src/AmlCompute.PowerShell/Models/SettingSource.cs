namespace AmlCompute.Models;

/// <summary>The parameters, the row or the file that gave the settings of a configuration. Messages use its words.</summary>
internal abstract class SettingSource
{
    /// <summary>Returns the word of the source for a setting, such as <c>-MaxNodes</c> or <c>'max_instances'</c>.</summary>
    /// <param name="computeType">The compute type, in the service's words.</param>
    /// <param name="path">The JSON path of the setting.</param>
    public abstract string GetWord(string computeType, IReadOnlyList<string> path);

    /// <summary>
    /// Returns the start of a message about a setting: the line and column in a text, after the path of a file; empty for another source.
    /// </summary>
    public virtual string FormatPlace(IReadOnlyList<string> path) => string.Empty;
}
