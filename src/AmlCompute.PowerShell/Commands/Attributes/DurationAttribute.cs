using System.Globalization;
using System.Management.Automation;

namespace AmlCompute.Commands;

/// <summary>Converts durations, because PowerShell would convert a number to ticks, '30' to thirty days, and 1d to the number 1.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;

        // The PSObject of a literal keeps its source text, so that 1d is a day, although its value is the decimal 1.
        string typed = LanguagePrimitives.ConvertTo<string>(inputData);
        return value switch
        {
            null or Duration => value,
            TimeSpan time => Duration.FromTimeSpan(time),
            string text => Duration.Parse(text),
            decimal number when typed == number.ToString(CultureInfo.InvariantCulture) => Duration.Invalid(
                $"The decimal {typed} is ambiguous, because PowerShell parses 1d as a decimal. "
                + $"Use '{typed}d' for days or '{typed}s' for seconds."),
            _ when Duration.TryParse(typed) is { } duration => duration,
            IConvertible and not (bool or char or DateTime or Enum) =>
                Duration.FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            _ => Duration.Parse(typed),
        };
    }
}
