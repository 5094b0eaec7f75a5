using System.Collections;
using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>Converts tags in a text, such as <c>team=vision; owner=ann</c>, to a hashtable.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TagTextAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return ArgumentInput.Unwrap(inputData) is string text ? Parse(text) : inputData;
        }
        catch (ComputeTargetException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }

    /// <summary>Parses tags in the form name=value; name=value, in which the tags of a target are also shown.</summary>
    /// <exception cref="ComputeTargetException">A part of the text has no name.</exception>
    public static IDictionary Parse(string text)
    {
        Hashtable tags = new(StringComparer.Ordinal);
        foreach (string part in text.Split([';'], StringSplitOptions.RemoveEmptyEntries))
        {
            int separator = part.IndexOf('=');
            if (separator < 1)
            {
                throw ComputeTargetException.CreateInvalidArgument(
                    $"'{part.Trim()}' is not a valid tag. The form is name=value; name=value.");
            }

            tags[part.Substring(0, separator).Trim()] = part.Substring(separator + 1).Trim();
        }

        return tags;
    }
}
