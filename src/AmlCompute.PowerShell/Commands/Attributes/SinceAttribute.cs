using System.Globalization;
using System.Management.Automation;
using AmlCompute.Commands.Attributes;

namespace AmlCompute.Commands;

/// <summary>
/// Converts a date to a <see cref="DateTimeOffset"/>, and a length of time before now, such as 12h or 7d, to a <see cref="Duration"/>. A
/// date without an offset is local time; null stays null.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SinceAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ArgumentInput.Unwrap(inputData) switch
        {
            DateTimeOffset time => time,

            // A DateTimeOffset cannot have DateTime.MinValue as local time east of Greenwich; the conversion to UTC limits the value.
            DateTime time => new DateTimeOffset(time.ToUniversalTime()),
            string text when ParseDate(text.Trim()) is { } time => time,
            string text => Duration.TryParse(text) ?? Duration.CreateInvalid(
                $"'{text}' is neither a date nor a length of time. Use a date such as 2026-11-28, or a time before now such as 12h or 7d."),
            _ => new DurationAttribute().Transform(engineIntrinsics, inputData),
        };

    /// <summary>Parses a date such as 2026-11-28; returns null for any other text, also for 7.5, which .NET parses as a date.</summary>
    private static DateTimeOffset? ParseDate(string text) => text.Length > 4 && text[4] == '-'
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset time)
            ? time
            : null;
}
