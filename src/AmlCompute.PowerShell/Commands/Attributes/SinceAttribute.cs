using System.Globalization;
using System.Management.Automation;

namespace AmlCompute.Commands;

/// <summary>Converts a date, or a duration before now such as 12h or 7d. A date without an offset is local time.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SinceAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapper ? wrapper.BaseObject : inputData) switch
        {
            DateTimeOffset time => time,
            DateTime time => new DateTimeOffset(time),
            string text when text.Length > 4 && text[4] == '-' && DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset time) => time,
            _ => new DurationAttribute().Transform(engineIntrinsics, inputData),
        };
}
