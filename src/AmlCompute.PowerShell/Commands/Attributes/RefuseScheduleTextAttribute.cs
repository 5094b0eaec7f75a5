using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>Refuses text in a list of schedules, which takes objects of New-AmlComputeSchedule or hashtables.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RefuseScheduleTextAttribute : ValidateEnumeratedArgumentsAttribute
{
    protected override void ValidateElement(object element)
    {
        if (ArgumentInput.Unwrap(element) is string text)
        {
            throw new ValidationMetadataException(
                $"'{text}' is not a schedule. Use an object of New-AmlComputeSchedule, such as (New-AmlComputeSchedule -Stop -At 19:00).");
        }
    }
}
