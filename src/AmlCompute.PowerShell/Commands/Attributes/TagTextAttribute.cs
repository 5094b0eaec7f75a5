using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>Converts tags in a text, such as <c>team=vision; owner=ann</c>, to a hashtable.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TagTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return PlainData.Unwrap(inputData) is string text ? PlainData.ParseTags(text) : inputData;
        }
        catch (ComputeTargetException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
