using System.Globalization;
using AmlCompute.Files.Nodes;

namespace AmlCompute.Files.Templates;

/// <summary>The type and the limits of a parameter of an ARM template.</summary>
internal sealed class ParameterRule(FileMap declaration)
{
    private readonly string _type = (declaration.Member("type") as FileScalar)?.Text.ToUpperInvariant() ?? string.Empty;

    /// <summary>Returns the value in the type of the parameter. Text in the form of a number or a Boolean value is converted.</summary>
    public FileNode Require(FileNode value, Func<string, ComputeTargetException> wrong)
    {
        if (value is FileScalar { Kind: ScalarKind.Null })
        {
            return value;
        }

        FileNode typed = (_type, value) switch
        {
            ("INT", FileScalar { Kind: ScalarKind.Text } text)
                when long.TryParse(text.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) =>
                new FileScalar(text.Text, ScalarKind.Number, text.Position),
            ("BOOL", FileScalar { Kind: ScalarKind.Text } text) when bool.TryParse(text.Text, out _) =>
                new FileScalar(text.Text, ScalarKind.Flag, text.Position),
            ("STRING" or "SECURESTRING", FileScalar { Kind: ScalarKind.Number } number) =>
                new FileScalar(number.Text, ScalarKind.Text, number.Position),
            _ => value,
        };
        bool fits = (_type, typed) switch
        {
            ("INT", _) => typed is FileScalar { Kind: ScalarKind.Number },
            ("BOOL", _) => typed is FileScalar { Kind: ScalarKind.Flag },
            ("STRING" or "SECURESTRING", _) => typed is FileScalar { Kind: ScalarKind.Text },
            ("ARRAY", _) => typed is FileList,
            ("OBJECT" or "SECUREOBJECT", _) => typed is FileMap,
            _ => true,
        };
        if (!fits)
        {
            throw wrong($"is not of its type, {_type.ToLowerInvariant()}.");
        }

        RequireLimits(typed, wrong);
        return typed;
    }

    private void RequireLimits(FileNode value, Func<string, ComputeTargetException> wrong)
    {
        if (value is FileScalar scalar
            && declaration.Member("allowedValues") is FileList { Items: var allowed }
            && !allowed.OfType<FileScalar>().Any(item => item.Text.Equals(scalar.Text, StringComparison.OrdinalIgnoreCase)))
        {
            throw wrong($"is not allowed. Allowed values: {string.Join(", ", allowed.OfType<FileScalar>().Select(item => item.Text))}.");
        }

        long? measure = value switch
        {
            FileScalar { Kind: ScalarKind.Text } text => text.Text.Length,
            FileScalar { Kind: ScalarKind.Number } number => Whole(number),
            FileList list => list.Items.Count,
            _ => null,
        };
        string unit = value is FileScalar { Kind: ScalarKind.Number } ? "Value" : "Length";
        if (measure < Whole(declaration.Member($"min{unit}")) || measure > Whole(declaration.Member($"max{unit}")))
        {
            throw wrong($"is outside the limits min{unit} and max{unit} of the template.");
        }
    }

    private static long? Whole(FileNode? node) =>
        node is FileScalar number && long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
            ? whole
            : null;
}
