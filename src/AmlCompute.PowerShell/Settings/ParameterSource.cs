namespace AmlCompute.Settings;

/// <summary>Parameters, or a row whose columns are parameters, as the source of settings: messages name the parameter or column.</summary>
/// <param name="columns">The columns of a row by their parameters; null for the parameters that the engine bound.</param>
/// <param name="isCommandLine">True for a row that was created from a command line, so that messages name parameters, not columns.</param>
internal sealed class ParameterSource(IReadOnlyDictionary<string, string>? columns = null, bool isCommandLine = false) : SettingSource
{
    /// <summary>The parameters of the command line.</summary>
    public static readonly ParameterSource CommandLine = new();

    /// <summary>Returns true if the row has a column of the parameter; null without a row.</summary>
    public bool? HasColumn(string parameter) => columns?.ContainsKey(parameter);

    /// <summary>Returns the word of a parameter, such as <c>-MaxNodes</c>, or <c>'maxNodes'</c> for a column.</summary>
    public string GetWord(string parameter) => FormatWord(GetName(parameter), string.Empty);

    /// <inheritdoc/>
    public override string GetWord(string computeType, IReadOnlyList<string> path)
    {
        (Setting? setting, int length) =
            SettingSearch.FindOnPath(computeType, path).LastOrDefault(found => found.Setting.Parameter is not null);
        if (setting is null)
        {
            return $"'{JsonFault.FormatPath(path)}'";
        }

        // Only a parameter for a whole setting takes JSON members; those for a part of a setting, such as -IdentityId, take plain values.
        bool hasMembers = setting.IsData && length == setting.Path.Length && length < path.Count;
        string innerPath = hasMembers ? JsonFault.FormatPath([string.Empty, .. path.Skip(length)]) : string.Empty;
        return FormatWord(GetName(setting.Parameter!), innerPath);
    }

    /// <summary>
    /// Returns the parameter with its hyphen, or the column of a row; without a hyphen if the row lacks the column. A row from the command
    /// line has parameters.
    /// </summary>
    private string GetName(string parameter)
    {
        if (columns is null || isCommandLine)
        {
            return $"-{parameter}";
        }

        return columns.TryGetValue(parameter, out string? column) ? column : parameter;
    }

    private static string FormatWord(string name, string innerPath) =>
        name.StartsWith("-", StringComparison.Ordinal) ? name + innerPath : $"'{name}{innerPath}'";
}
