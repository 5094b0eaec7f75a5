using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Security;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Changing;

/// <summary>
/// Converts a value of a row to the type of its parameter, as the engine does, except numbers, Boolean values, lists and secrets in text.
/// </summary>
internal static class RowValue
{
    /// <summary>Returns true for null and for an empty string, which a table with blank cells contains.</summary>
    public static bool IsBlank(object? value) => PlainData.Unwrap(value) is null or "";

    /// <summary>Returns true for a blank value, and for false, also as the text of a CSV file.</summary>
    public static bool IsBlankOrOff(object? value) => IsBlank(value) || PlainData.Unwrap(value) switch
    {
        bool flag => !flag,
        SwitchParameter flag => !flag,
        string text => bool.TryParse(text, out bool flag) && !flag,
        _ => false,
    };

    /// <summary>Converts a value. For a list of texts, semicolons in a text separate the items, and empty items are ignored.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="value">The value of the row or of the command line, which is not null.</param>
    /// <param name="word">The column or parameter, for errors.</param>
    /// <exception cref="ComputeTargetException">The value is not valid.</exception>
    public static object? Convert(PropertyInfo parameter, object value, string word)
    {
        try
        {
            object? converted = ConvertType(parameter, Transform(parameter, value), word);
            string? problem = parameter.GetCustomAttribute<KnownWordsAttribute>()?.FindProblem(converted)
                ?? FindRangeProblem(parameter, converted);
            return problem is null ? converted : throw ComputeTargetException.CreateInvalidArgument($"{word}: {problem}");
        }
        catch (Exception exception) when (exception is PSInvalidCastException or ArgumentTransformationMetadataException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"{word}: {exception.Message}", exception);
        }
    }

    /// <summary>Returns the problem of a whole number outside the range of its parameter; null for none.</summary>
    private static string? FindRangeProblem(PropertyInfo parameter, object? value) =>
        value is int number && parameter.GetCustomAttribute<ValidateRangeAttribute>() is { MinRange: int min, MaxRange: int max }
        && (number < min || number > max)
            ? FormattableString.Invariant($"{number} is not between {min} and {max}.")
            : null;

    /// <summary>Applies the attribute that converts the value; not that of credentials, which would prompt the user.</summary>
    private static object Transform(PropertyInfo parameter, object value)
    {
        ArgumentTransformationAttribute? transformation = parameter.GetCustomAttributes<ArgumentTransformationAttribute>()
            .FirstOrDefault(attribute => attribute is not CredentialAttribute);
        return transformation?.Transform(null!, value) ?? value;
    }

    private static object? ConvertType(PropertyInfo parameter, object value, string word)
    {
        Type type = Nullable.GetUnderlyingType(parameter.PropertyType) ?? parameter.PropertyType;
        return PlainData.Unwrap(value) switch
        {
            _ when type == typeof(bool) => ToBool(value, word),
            _ when type == typeof(SwitchParameter) => new SwitchParameter(ToBool(value, word)),
            string text when type == typeof(int) => ToNumber(text, word),
            string text when type == typeof(string[]) =>
                text.Split(';').Select(item => item.Trim()).Where(item => item.Length > 0).ToArray(),
            string when type == typeof(SecureString) => throw CreateSecretError(parameter, word, "Read-Host -AsSecureString"),
            string when type == typeof(PSCredential) => throw CreateSecretError(parameter, word, "Get-Credential"),
            _ => LanguagePrimitives.ConvertTo(value, parameter.PropertyType, CultureInfo.InvariantCulture),
        };
    }

    private static ComputeTargetException CreateSecretError(PropertyInfo parameter, string word, string command) =>
        ComputeTargetException.CreateInvalidArgument(
            $"{word}: a secret cannot be text. Give it on the command line: -{parameter.Name} ({command}).");

    /// <summary>Parses the text, because PowerShell converts '1,5' to 15.</summary>
    private static int ToNumber(string text, string word) =>
        int.TryParse(text, NumberStyles.Integer | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw ComputeTargetException.CreateInvalidArgument($"{word}: '{text}' is not a valid whole number, such as 3.");

    /// <summary>Parses a text, because PowerShell converts every non-empty string to true, also 'False'.</summary>
    private static bool ToBool(object value, string word)
    {
        if (PlainData.Unwrap(value) is not string text)
        {
            return LanguagePrimitives.IsTrue(value);
        }

        return bool.TryParse(text, out bool flag)
            ? flag
            : throw ComputeTargetException.CreateInvalidArgument($"{word}: '{text}' is not a valid Boolean value. Use True or False.");
    }
}
