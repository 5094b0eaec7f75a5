using System.Globalization;
using AmlCompute.Files.Nodes;

namespace AmlCompute.Files.Templates;

/// <summary>
/// The type, the allowed values and the limits of a parameter of an ARM template. It converts a value to the type, and checks it.
/// </summary>
internal sealed class ParameterRule(FileMap declaration)
{
    /// <summary>The type in upper case; empty if the declaration has none.</summary>
    private readonly string _type = (declaration.FindMember("type") as FileScalar)?.Text.ToUpperInvariant() ?? string.Empty;

    /// <summary>Returns the value in the type of the parameter. Null is a value of every type.</summary>
    /// <param name="value">The value.</param>
    /// <param name="createError">Creates the error; its argument is the rest of a sentence that begins with "The value".</param>
    /// <exception cref="ComputeTargetException">The value is of another type, or not allowed.</exception>
    public FileNode ConvertValue(FileNode value, Func<string, ComputeTargetException> createError)
    {
        if (value is FileScalar { Kind: ScalarKind.Null })
        {
            return value;
        }

        FileNode typed = ConvertToType(value);
        if (!IsOfType(typed))
        {
            throw createError($"is not of its type, {_type.ToLowerInvariant()}.");
        }

        RequireAllowedValue(typed, createError);
        RequireLimits(typed, createError);
        return typed;
    }

    /// <summary>Converts text in the form of a number or a Boolean value, and numbers for text. Other values are unchanged.</summary>
    private FileNode ConvertToType(FileNode value) => (_type, value) switch
    {
        ("INT", FileScalar { Kind: ScalarKind.Text } text) when ReadWholeNumber(text) is not null =>
            new FileScalar(text.Text, ScalarKind.Number, text.Position),
        ("BOOL", FileScalar { Kind: ScalarKind.Text } text) when bool.TryParse(text.Text, out bool isTrue) =>
            new FileScalar(isTrue ? "true" : "false", ScalarKind.Flag, text.Position),
        ("STRING" or "SECURESTRING", FileScalar { Kind: ScalarKind.Number } number) =>
            new FileScalar(number.Text, ScalarKind.Text, number.Position),
        _ => value,
    };

    /// <summary>Returns true if the value is of the type, or if this version does not know the type.</summary>
    private bool IsOfType(FileNode value) => _type switch
    {
        "INT" => value is FileScalar { Kind: ScalarKind.Number } && ReadWholeNumber(value) is not null,
        "BOOL" => value is FileScalar { Kind: ScalarKind.Flag },
        "STRING" or "SECURESTRING" => value is FileScalar { Kind: ScalarKind.Text },
        "ARRAY" => value is FileList,
        "OBJECT" or "SECUREOBJECT" => value is FileMap,
        _ => true,
    };

    /// <summary>Requires one of the allowed values, which are compared without case. Lists and objects are not checked.</summary>
    private void RequireAllowedValue(FileNode value, Func<string, ComputeTargetException> createError)
    {
        if (value is not FileScalar scalar || declaration.FindMember("allowedValues") is not FileList list)
        {
            return;
        }

        string[] allowed = [.. list.Items.OfType<FileScalar>().Select(item => item.Text)];
        if (!allowed.Contains(scalar.Text, StringComparer.OrdinalIgnoreCase))
        {
            throw createError($"is not allowed. Allowed values: {string.Join(", ", allowed)}.");
        }
    }

    /// <summary>Checks the limits of a number, or of the length of a text or list.</summary>
    private void RequireLimits(FileNode value, Func<string, ComputeTargetException> createError)
    {
        bool isNumber = value is FileScalar { Kind: ScalarKind.Number };
        long? measure = value switch
        {
            FileScalar { Kind: ScalarKind.Text } text => text.Text.Length,
            FileList list => list.Items.Count,
            _ => isNumber ? ReadWholeNumber(value) : null,
        };
        string measureName = isNumber ? "Value" : "Length";
        if (measure < ReadWholeNumber(declaration.FindMember($"min{measureName}"))
            || measure > ReadWholeNumber(declaration.FindMember($"max{measureName}")))
        {
            throw createError($"is outside the limits min{measureName} and max{measureName} of the template.");
        }
    }

    /// <summary>Returns the whole number of a scalar; null for other values and for numbers beyond 64 bits.</summary>
    private static long? ReadWholeNumber(FileNode? node) =>
        node is FileScalar number && long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
            ? whole
            : null;
}
