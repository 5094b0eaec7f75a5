using System.Collections;
using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>
/// Reads days of the week by their words. PowerShell's own conversion would take any number, and would combine the numbers of the days in 'Tuesday,Friday'
/// into the one of another day.
/// </summary>
internal sealed class ScheduleDaysAttribute : ArgumentTransformationAttribute
{
    private static readonly ComputeScheduleDay[] Days = [.. Enumerable.Range(0, (int)ComputeScheduleDay.Weekend + 1).Select(number => (ComputeScheduleDay)number)];

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? given = (inputData as PSObject)?.BaseObject ?? inputData;
        if (given is null)
        {
            return null;
        }

        IEnumerable items = LanguagePrimitives.GetEnumerable(given) ?? new[] { inputData };
        return items.Cast<object?>().SelectMany(item => LanguagePrimitives.ConvertTo<string>(item).Split(',')).Select(Read).ToArray();
    }

    /// <summary>A word may be as short as tells it from the others.</summary>
    private static ComputeScheduleDay Read(string text)
    {
        string wanted = text.Trim();
        return wanted.Length > 0 && Days.Where(day => $"{day}".StartsWith(wanted, StringComparison.OrdinalIgnoreCase)).ToArray() is [var single]
            ? single
            : throw new ArgumentTransformationMetadataException($"'{wanted}' is no day of the week. Give one or more of: {string.Join(", ", Days)}.");
    }
}
