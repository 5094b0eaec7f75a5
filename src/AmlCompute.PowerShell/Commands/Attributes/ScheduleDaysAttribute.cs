using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>
/// Converts names of days, or unique prefixes of them, to an array; null stays null. PowerShell alone accepts the number of a day, and
/// combines the bits of 'Tuesday,Friday' into Weekdays.
/// </summary>
internal sealed class ScheduleDaysAttribute : ArgumentTransformationAttribute
{
    private static readonly ComputeScheduleDay[] Days =
        [.. typeof(ComputeScheduleDay).GetEnumValues().Cast<ComputeScheduleDay>()];

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ArgumentInput.ReadTexts(inputData)?.SelectMany(text => text.Split(',')).Select(ParseDay).ToArray();

    /// <summary>Parses the name of a day, or a prefix that only one day has.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">No day, or more than one, has this prefix.</exception>
    private static ComputeScheduleDay ParseDay(string text)
    {
        string wanted = text.Trim();
        ComputeScheduleDay[] matches = [.. Days.Where(day => $"{day}".StartsWith(wanted, StringComparison.OrdinalIgnoreCase))];
        return wanted.Length > 0 && matches is [var single]
            ? single
            : throw new ArgumentTransformationMetadataException(
                $"'{wanted}' is not a valid day of the week. Use one or more of: {string.Join(", ", Days)}.");
    }
}
