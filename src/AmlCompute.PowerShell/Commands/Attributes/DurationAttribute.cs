using System.Globalization;
using System.Management.Automation;
using AmlCompute.Commands.Attributes;

namespace AmlCompute.Commands;

/// <summary>
/// Converts an argument to a <see cref="Duration"/>; null stays null. PowerShell itself would convert a number to ticks, '30' to thirty
/// days, and 1d to the number 1.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = ArgumentInput.Unwrap(inputData);

        // PowerShell keeps the source text of a literal in its PSObject: 1d has the value 1, a decimal, and the text 1d.
        string sourceText = LanguagePrimitives.ConvertTo<string>(inputData);
        return value switch
        {
            null or Duration => value,
            TimeSpan time => Duration.FromTimeSpan(time),
            string text => Duration.Parse(text),
            decimal number when sourceText == number.ToString(CultureInfo.InvariantCulture) => Duration.CreateInvalid(
                $"The decimal {sourceText} is ambiguous, because PowerShell parses 1d as a decimal. "
                + $"Use '{sourceText}d' for days or '{sourceText}s' for seconds."),
            _ when Duration.TryParse(sourceText) is { } duration => duration,

            // A number whose source text is not a duration, such as 1kb or 0x10.
            _ when IsNumber(value) => Duration.FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            _ => Duration.Parse(sourceText),
        };
    }

    private static bool IsNumber(object value) => value is IConvertible and not (bool or char or DateTime or DBNull or Enum);
}
