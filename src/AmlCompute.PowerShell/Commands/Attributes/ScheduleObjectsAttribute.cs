using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>Refuses a text in the place of a schedule.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ScheduleObjectsAttribute : ValidateEnumeratedArgumentsAttribute
{
    protected override void ValidateElement(object element)
    {
        if (((element as PSObject)?.BaseObject ?? element) is string text)
        {
            throw new ValidationMetadataException(
                $"'{text}' is not a schedule. Use an object of New-AmlComputeSchedule, such as (New-AmlComputeSchedule -Stop -At 19:00).");
        }
    }
}
