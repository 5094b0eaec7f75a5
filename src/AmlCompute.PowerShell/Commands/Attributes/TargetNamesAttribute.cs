using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>
/// Refuses null, an empty list of names, and a null in the list. It accepts an empty name, which becomes the error of one item, so that the
/// error about a blank cell names the row.
/// </summary>
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
