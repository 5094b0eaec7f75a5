using System.Globalization;
using System.Management.Automation;

namespace AmlCompute.Commands;

/// <summary>
/// Reads a length of time. PowerShell's own conversion would take a bare number as ticks, '30' as thirty days, and 1d as the number one.
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

        // What the user typed survives in the wrapper of a literal: 1d there is a day, though its value is the decimal 1.
        string typed = LanguagePrimitives.ConvertTo<string>(inputData);
        if (value is decimal && typed == ((decimal)value).ToString(CultureInfo.InvariantCulture))
        {
            return Duration.Invalid($"{typed} came as a decimal, which at the prompt is what 1d means; write '{typed}d' for days or '{typed}s' for seconds.");
        }

        return Duration.TryParse(typed)
            ?? (value is IConvertible and not (bool or char or DateTime or Enum)
                ? Duration.FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture))
                : Duration.Parse(typed));
    }
}
