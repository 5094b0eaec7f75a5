using System.Globalization;

namespace AmlCompute.Models.Json;

/// <summary>
/// The allowed values of a JSON member; null is always allowed. A model reads a value of another kind as missing if it cannot convert it.
/// That is right for a response of the service, but input from a user needs an error, because a default would silently replace the value.
/// </summary>
internal abstract class JsonShape
{
    /// <summary>Any value, without a check.</summary>
    public static readonly JsonShape Any = new ScalarShape(string.Empty, _ => true);

    public static readonly JsonShape Text = new ScalarShape(
        JsonFault.TextKind,
        value => value.GetValueKind() == JsonValueKind.String,
        value => value is JsonValue ? JsonValue.Create(value.ToJsonString()) : null);

    public static readonly JsonShape Integer = new ScalarShape(JsonFault.IntegerKind, IsInteger, ParseText);

    public static readonly JsonShape Number = new ScalarShape(
        "a number", value => value.GetValueKind() == JsonValueKind.Number, ParseText);

    public static readonly JsonShape Boolean = new ScalarShape(
        "true or false", value => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False, ParseText);

    public static readonly JsonShape Duration = new ScalarShape(
        "an ISO 8601 duration such as PT30M", value => IsoDuration.TryParse(JsonText.ReadString(value)) is not null);

    /// <summary>The two ways to copy a value to the form that the service expects.</summary>
    public enum Conversion
    {
        /// <summary>Numbers and Boolean values become text, and text becomes one of them, where the shape requires it.</summary>
        Scalars,

        /// <summary>Known words get the casing of the service.</summary>
        Words,
    }

    /// <summary>Gets the allowed words of a text or of the items of a list; empty for another shape, and if any text is allowed.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>Gets the shape of the items of a list; for another shape, any value.</summary>
    public virtual JsonShape Item => Any;

    /// <summary>Creates the shape of a text that is one of the given words, in any casing.</summary>
    public static JsonShape CreateWord(params string[] words) => new WordShape(words);

    public static JsonShape CreateList(JsonShape item) => new ListShape(item);

    /// <summary>Creates the shape of an object whose members have names that the user chooses.</summary>
    public static JsonShape CreateMap(JsonShape value) => new MapShape(value);

    /// <summary>Creates the shape of an object with the members of a model, which may contain the model itself.</summary>
    public static JsonShape CreateForModel(Type model) => new ModelShape(model);

    /// <summary>Creates the shape of an object with the given members at their paths.</summary>
    public static JsonShape CreateForMembers(IEnumerable<JsonMember> members) => new MembersShape(members);

    /// <summary>Returns a known word in the casing of the list, and any other word unchanged.</summary>
    public static string? NormalizeWord(string? word, IReadOnlyList<string> known) =>
        known.FirstOrDefault(item => item.Equals(word, StringComparison.OrdinalIgnoreCase)) ?? word;

    /// <summary>Returns the service's name of a member in any casing, and its shape; for an unknown one, the name and any value.</summary>
    public virtual (string Name, JsonShape Shape) FindMember(string name) => (name, Any);

    /// <summary>Returns the violations: values of another kind, and unknown members and words; none for null.</summary>
    /// <param name="value">The value.</param>
    /// <param name="path">The path of the value, with which the path of each violation begins.</param>
    public IEnumerable<JsonFault> FindFaults(JsonNode? value, params string[] path) => value is null ? [] : FindFaultsIn(value, path);

    /// <summary>
    /// Returns a copy with numbers and Boolean values as text, and text as numbers or Boolean values, where the shape requires it. A value
    /// that cannot be converted stays, and violates the shape.
    /// </summary>
    public JsonNode? ConvertScalars(JsonNode? value) => Copy(value, Conversion.Scalars);

    /// <summary>Returns a copy with each known word in the casing of the service.</summary>
    public JsonNode? NormalizeWords(JsonNode? value) => Copy(value, Conversion.Words);

    /// <summary>Copies a value, and converts the values in it to which the conversion applies.</summary>
    public virtual JsonNode? Copy(JsonNode? value, Conversion conversion) => value?.DeepClone();

    protected abstract IEnumerable<JsonFault> FindFaultsIn(JsonNode value, string[] path);

    private static bool IsInteger(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.Number
        && int.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    /// <summary>Parses a text as JSON, which the caller checks; returns null if that is not possible.</summary>
    private static JsonNode? ParseText(JsonNode value)
    {
        try
        {
            return JsonText.ReadString(value)?.Trim() is { } text ? JsonNode.Parse(text.ToLowerInvariant()) : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // The text is not a number or a Boolean value, or has half of a surrogate pair. The check of the shape reports it.
            return null;
        }
    }

    /// <summary>The shape of a single value.</summary>
    /// <param name="kind">The kind of value as text for errors.</param>
    /// <param name="isOfKind">Returns true if a value is of the kind.</param>
    /// <param name="convert">Converts a value of another kind, and returns null if it cannot; null for a kind without a conversion.</param>
    private sealed class ScalarShape(string kind, Func<JsonNode, bool> isOfKind, Func<JsonNode, JsonNode?>? convert = null) : JsonShape
    {
        public override JsonNode? Copy(JsonNode? value, Conversion conversion) =>
            conversion == Conversion.Scalars
            && value is not null
            && !isOfKind(value)
            && convert?.Invoke(value) is { } converted
            && isOfKind(converted)
                ? converted
                : base.Copy(value, conversion);

        protected override IEnumerable<JsonFault> FindFaultsIn(JsonNode value, string[] path) =>
            isOfKind(value) ? [] : [new JsonFault(path, value, kind)];
    }

    /// <summary>The shape of a text that is one of the given words, in any casing.</summary>
    private sealed class WordShape(string[] words) : JsonShape
    {
        public override IReadOnlyList<string> Words => words;

        public override JsonNode? Copy(JsonNode? value, Conversion conversion) =>
            conversion == Conversion.Words && JsonText.ReadString(value) is { } text
                ? JsonValue.Create(NormalizeWord(text, words))
                : base.Copy(value, conversion);

        protected override IEnumerable<JsonFault> FindFaultsIn(JsonNode value, string[] path) =>
            JsonText.ReadString(value) is not { } text ? [new JsonFault(path, value, JsonFault.TextKind)]
            : words.Contains(text, StringComparer.OrdinalIgnoreCase) ? []
            : [new JsonFault([.. path, $"= {text}"], value, null)];
    }

    private sealed class ListShape(JsonShape item) : JsonShape
    {
        public override JsonShape Item => item;

        public override IReadOnlyList<string> Words => item.Words;

        public override JsonNode? Copy(JsonNode? value, Conversion conversion) => value is JsonArray list
            ? new JsonArray([.. list.Select(entry => item.Copy(entry, conversion))])
            : base.Copy(value, conversion);

        protected override IEnumerable<JsonFault> FindFaultsIn(JsonNode value, string[] path) => value is JsonArray list
            ? list.SelectMany((entry, index) => item.FindFaults(entry, [.. path, $"[{index}]"]))
            : [new JsonFault(path, value, "a list")];
    }
}
