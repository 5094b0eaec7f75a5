using System.Collections;
using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>
/// Converts names of weekdays, because PowerShell would accept any number, and would combine the numbers of 'Tuesday,Friday' to the number
/// of another day.
/// </summary>
internal sealed class ScheduleDaysAttribute : ArgumentTransformationAttribute
{
    private static readonly ComputeScheduleDay[] Days =
        [.. Enumerable.Range(0, (int)ComputeScheduleDay.Weekend + 1).Select(number => (ComputeScheduleDay)number)];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = (inputData as PSObject)?.BaseObject ?? inputData;
        if (given is null)
        {
            return null;
        }

        IEnumerable items = LanguagePrimitives.GetEnumerable(given) ?? new[] { inputData };
        return items.Cast<object?>().SelectMany(item => LanguagePrimitives.ConvertTo<string>(item).Split(',')).Select(ParseDay).ToArray();
    }

    /// <summary>Accepts every unambiguous prefix of a name.</summary>
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
