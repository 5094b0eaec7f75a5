using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>Refuses null and an empty list. An empty name is an error of its item, so that a blank cell gets its row number.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TargetNamesAttribute : ValidateArgumentsAttribute
{
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is not string[] { Length: > 0 } names || names.Contains(null))
        {
            throw new ValidationMetadataException("No name was given, or one is null.");
        }
    }
}
