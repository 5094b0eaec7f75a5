using System.Globalization;
using System.Management.Automation;

namespace AmlCompute.Commands;

/// <summary>
/// Converts durations, because PowerShell would convert a number to ticks, '30' to thirty days, and 1d to the number one.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        switch (value)
        {
            case null or Duration:
                return value;
            case TimeSpan time:
                return Duration.FromTimeSpan(time);
            case string text:
                return Duration.Parse(text);
        }

        // The PSObject of a literal keeps its source text, so that 1d is a day, although its value is the decimal 1.
        string typed = LanguagePrimitives.ConvertTo<string>(inputData);
        if (value is decimal && typed == ((decimal)value).ToString(CultureInfo.InvariantCulture))
        {
            return Duration.Invalid(
                $"The decimal {typed} is ambiguous, because PowerShell parses 1d as a decimal. "
                + $"Use '{typed}d' for days or '{typed}s' for seconds.");
        }

        return Duration.TryParse(typed)
            ?? (value is IConvertible and not (bool or char or DateTime or Enum)
                ? Duration.FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture))
                : Duration.Parse(typed));
    }
}
