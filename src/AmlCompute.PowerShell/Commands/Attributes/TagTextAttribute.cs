using System.Collections;
using System.Management.Automation;

namespace AmlCompute.Commands.Attributes;

/// <summary>Converts tags in a text, such as <c>team=vision; owner=ann</c>, to a hashtable. Other values stay.</summary>
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
    /// <exception cref="ComputeTargetException">A tag has no name or no equals sign, or is given twice.</exception>
    public static IDictionary Parse(string text)
    {
        Hashtable tags = new(StringComparer.Ordinal);
        foreach (string tag in text.Split(';').Select(part => part.Trim()).Where(part => part.Length > 0))
        {
            int separator = tag.IndexOf('=');
            if (separator < 1)
            {
                throw ComputeTargetException.CreateInvalidArgument($"'{tag}' is not a valid tag. The form is name=value; name=value.");
            }

            string name = tag.Substring(0, separator).TrimEnd();
            if (tags.ContainsKey(name))
            {
                throw ComputeTargetException.CreateInvalidArgument($"The tag '{name}' is given twice.");
            }

            tags[name] = tag.Substring(separator + 1).TrimStart();
        }

        return tags;
    }
}
