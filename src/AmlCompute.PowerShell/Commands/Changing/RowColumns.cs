using System.Management.Automation;
using System.Reflection;
using AmlCompute.Settings;

namespace AmlCompute.Commands.Changing;

/// <summary>Creates the errors about columns of a row that are not settings, with a similar name if there is one.</summary>
internal static class RowColumns
{
    /// <summary>Creates the error of a column or key that is not a setting.</summary>
    public static ComputeTargetException CreateUnknownError(string column, Type commandType)
    {
        if (column.IndexOf("passphrase", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            return ComputeTargetException.CreateInvalidArgument(
                $"'{column}' is not a setting of a compute target. {AccountRules.NoPassphrase}");
        }

        IEnumerable<PropertyInfo> parameters = RowParameters.ListParameters(commandType).Where(IsShown);
        string question = Suggestions.DidYouMean(column, parameters.SelectMany(RowParameters.ReadNames)).TrimEnd();
        IEnumerable<string> settings = RowParameters.ListSettings(commandType).Where(IsShown)
            .Select(setting => setting.Name).OrderBy(name => name, StringComparer.Ordinal);
        string advice = question.Length > 0 ? question : $"Allowed settings: {string.Join(", ", settings)}.";
        return ComputeTargetException.CreateInvalidArgument($"'{column}' is not a setting of a compute target. {advice}");
    }

    /// <summary>
    /// Refuses a column that was meant as a setting. Other columns of a table that are not settings are ignored with a warning.
    /// </summary>
    /// <param name="column">The name of the column, which is not a setting.</param>
    /// <param name="commandType">The command whose parameters are the columns.</param>
    /// <param name="specified">The columns of the table and the settings of the command line.</param>
    /// <exception cref="ComputeTargetException">The column is several names, a parameter, or a misspelt setting.</exception>
    public static void RequireNoMistake(string column, Type commandType, string[] specified)
    {
        RequireOneName(column);
        bool isPropertyOfTarget = IsPropertyOfTarget(column);
        bool describesTarget = isPropertyOfTarget && RowParameters.TakesExistingTargets(commandType);
        if (RowParameters.FindCommandParameter(column, commandType) is { } parameter && !describesTarget)
        {
            throw CreateTableError($"'{column}' cannot be a column. Use the parameter -{parameter}, which applies to all rows.");
        }

        if (!isPropertyOfTarget && FindIntendedSetting(column, commandType, specified) is { } intended)
        {
            throw CreateTableError($"'{column}' is not a setting of a compute target. Did you mean '{intended}'?");
        }
    }

    private static void RequireOneName(string column)
    {
        int delimiterIndex = column.IndexOfAny([';', ',', '\t']);
        if (delimiterIndex >= 0)
        {
            string delimiter = column[delimiterIndex] == '\t' ? "\"`t\"" : $"'{column[delimiterIndex]}'";
            throw CreateTableError(
                $"'{column}' is one column with several names. Read the file with Import-Csv -Delimiter {delimiter}.");
        }
    }

    /// <summary>Returns the setting that a column was meant as: a similar one that is not specified; null for none.</summary>
    private static string? FindIntendedSetting(string column, Type commandType, string[] specified) => Suggestions.FindIntended(
        column,
        RowParameters.ListParameters(commandType).Where(IsShown).Select(RowParameters.ReadNames)
            .Where(names => !names.Any(name => specified.Contains(name, StringComparer.OrdinalIgnoreCase)))
            .SelectMany(names => names));

    /// <summary>Returns true for a parameter that an error can recommend; false for a hidden one, such as -Batch.</summary>
    private static bool IsShown(PropertyInfo parameter) =>
        parameter.GetCustomAttributes<ParameterAttribute>().Any(attribute => !attribute.DontShow);

    private static bool IsPropertyOfTarget(string column) => ComputeTypes.All.Select(ComputeTypes.GetClass).Any(
        type => type.GetProperty(column, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is not null);

    /// <summary>Creates an error that all rows of the table have, so that the first row ends the command.</summary>
    private static ComputeTargetException CreateTableError(string message) =>
        new(ErrorIds.InvalidArgument, message) { ConcernsWholeTable = true };
}
