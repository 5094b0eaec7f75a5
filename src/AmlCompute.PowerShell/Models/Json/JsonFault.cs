using System.Globalization;

namespace AmlCompute.Models.Json;

/// <summary>A value that violates a <see cref="JsonShape"/>, or a member or word that this version does not know.</summary>
/// <param name="Path">
/// The path of the value: names of members, <c>[0]</c> for the first item of a list, and <c>= word</c> at the end for a word that is not
/// known.
/// </param>
/// <param name="Value">The value; null for a JSON null.</param>
/// <param name="RequiredKind">
/// The required kind of value, as text; null for a member or a word that this version does not know.
/// </param>
internal sealed record JsonFault(IReadOnlyList<string> Path, JsonNode? Value, string? RequiredKind)
{
    public const string TextKind = "text";

    public const string IntegerKind = "a whole number";

    /// <summary>Gets a value indicating whether the value is of another kind than required; false for an unknown member or word.</summary>
    public bool HasWrongKind => RequiredKind is not null;

    /// <summary>Gets the path as one text, for example <c>properties.properties.schedules.computeStartStop[0].action</c>.</summary>
    public string PathText => FormatPath(Path);

    /// <summary>Gets the kind of the value as text, or the range that a number is not in.</summary>
    public string ActualKind => Value?.GetValueKind() switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => RequiredKind == IntegerKind ? DescribeNumber(Value) : "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "nothing",
    };

    /// <summary>Joins the parts of a path, in the form of <see cref="PathText"/>.</summary>
    public static string FormatPath(IEnumerable<string> path) => string.Join(".", path).Replace(".[", "[").Replace(".= ", " = ");

    /// <summary>Describes the violation without the value, which can be a secret; only an unknown word is shown.</summary>
    public override string ToString() => HasWrongKind
        ? $"'{PathText}' must be {RequiredKind}, and is {ActualKind}."
        : $"'{PathText}' is not known.";

    /// <summary>Describes a number that is not a whole number of the range of an int.</summary>
    private static string DescribeNumber(JsonNode number) =>
        double.TryParse(number.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && value is < int.MinValue or > int.MaxValue
            ? FormattableString.Invariant($"not between {int.MinValue} and {int.MaxValue}")
            : "a number with a fraction or an exponent";
}
