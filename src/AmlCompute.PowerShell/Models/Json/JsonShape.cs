using System.Globalization;

namespace AmlCompute.Models.Json;

/// <summary>
/// The allowed values of a JSON member; null is always allowed. A model reads a value of another kind as missing. That is right for a
/// response of the service, but input from a user needs an error, because a default would silently replace the value.
/// </summary>
internal abstract class JsonShape
{
    /// <summary>Any value, without a check.</summary>
    public static readonly JsonShape Any = new Scalar(string.Empty, _ => true);

    public static readonly JsonShape Text = new Scalar(
        JsonFault.TextWords,
        value => value.GetValueKind() == JsonValueKind.String,
        value => value is JsonValue ? JsonValue.Create(value.ToJsonString()) : null);

    public static readonly JsonShape Whole = new Scalar(JsonFault.WholeWords, value => value.GetValueKind() == JsonValueKind.Number
        && int.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _), Parsed);

    public static readonly JsonShape Number = new Scalar("a number", value => value.GetValueKind() == JsonValueKind.Number, Parsed);

    public static readonly JsonShape Flag = new Scalar(
        "true or false", value => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False, Parsed);

    public static readonly JsonShape Duration = new Scalar(
        "an ISO 8601 duration such as PT30M", value => IsoDuration.TryParse(JsonMembers.TextOf(value)) is not null);

    /// <summary>Creates the shape of a word that the service knows, in any casing.</summary>
    public static JsonShape WordOf(params string[] words) => new Word(words);

    public static JsonShape ListOf(JsonShape item) => new Items(item);

    public static JsonShape MapOf(JsonShape value) => new Values(value);

    /// <summary>Creates the shape of an object with the members of a class, which may contain the class itself.</summary>
    public static JsonShape Of(Type model) => new Model(model);

    /// <summary>Creates the shape of an object with the given members at their paths.</summary>
    public static JsonShape Of(IEnumerable<JsonMember> members)
    {
        Members root = new();
        foreach (JsonMember member in members)
        {
            root.Add(member);
        }

        return root;
    }

    /// <summary>Gets the allowed words; empty if any text is allowed.</summary>
    public virtual IReadOnlyList<string> Words => [];

    public virtual JsonShape Item => Any;

    /// <summary>Returns the service's name of a member that is written in any casing, and its shape.</summary>
    public virtual (string Name, JsonShape Shape) Member(string name) => (name, Any);

    /// <summary>Returns the violations: values of another kind, and members and words that this version does not know.</summary>
    public IEnumerable<JsonFault> FaultsOf(JsonNode? value, params string[] path) => value is null ? [] : Check(value, path);

    /// <summary>
    /// Converts numbers to text and text to numbers if the shape requires it, because PowerShell parameters convert in the same way. A
    /// value that cannot be converted stays, and violates the shape.
    /// </summary>
    public JsonNode? Fitted(JsonNode? value) => Copy(value, (shape, inner) => (shape as Scalar)?.Fit(inner));

    /// <summary>Returns the value with each known word in the casing of the service.</summary>
    public JsonNode? Canonical(JsonNode? value) => Copy(value, (shape, inner) => (shape as Word)?.Recase(inner));

    /// <summary>Returns a known word in the casing of the list, and any other word unchanged.</summary>
    public static string? CanonicalWord(string? word, IReadOnlyList<string> known) =>
        known.FirstOrDefault(item => item.Equals(word, StringComparison.OrdinalIgnoreCase)) ?? word;

    /// <summary>Copies a value and converts the single values in it. A conversion that returns null keeps the value.</summary>
    protected virtual JsonNode? Copy(JsonNode? value, Func<JsonShape, JsonNode, JsonNode?> convert) =>
        value is null ? null : convert(this, value) ?? value.DeepClone();

    protected abstract IEnumerable<JsonFault> Check(JsonNode value, string[] path);

    private static JsonNode? Parsed(JsonNode value)
    {
        try
        {
            return JsonMembers.TextOf(value)?.Trim() is { } text ? JsonNode.Parse(text.ToLowerInvariant()) : null;
        }
        catch (JsonException)
        {
            // The text is not a number. The check reports it.
            return null;
        }
    }

    private sealed class Scalar(string words, Func<JsonNode, bool> fits, Func<JsonNode, JsonNode?>? convert = null) : JsonShape
    {
        public JsonNode? Fit(JsonNode value) =>
            !fits(value) && convert?.Invoke(value) is { } converted && fits(converted) ? converted : null;

        protected override IEnumerable<JsonFault> Check(JsonNode value, string[] path) =>
            fits(value) ? [] : [new JsonFault(path, value, words)];
    }

    private sealed class Word(string[] words) : JsonShape
    {
        public override IReadOnlyList<string> Words => words;

        public JsonValue? Recase(JsonNode value) =>
            JsonMembers.TextOf(value) is { } text ? JsonValue.Create(CanonicalWord(text, words)) : null;

        protected override IEnumerable<JsonFault> Check(JsonNode value, string[] path) =>
            JsonMembers.TextOf(value) is not { } text ? [new JsonFault(path, value, JsonFault.TextWords)]
            : words.Contains(text, StringComparer.OrdinalIgnoreCase) ? []
            : [new JsonFault([.. path, $"= {text}"], value, null)];
    }

    private sealed class Items(JsonShape item) : JsonShape
    {
        public override JsonShape Item => item;

        public override IReadOnlyList<string> Words => item.Words;

        protected override JsonNode? Copy(JsonNode? value, Func<JsonShape, JsonNode, JsonNode?> convert) =>
            value is JsonArray list ? new JsonArray([.. list.Select(entry => item.Copy(entry, convert))]) : base.Copy(value, convert);

        protected override IEnumerable<JsonFault> Check(JsonNode value, string[] path) => value is JsonArray list
            ? list.SelectMany((entry, index) => item.FaultsOf(entry, [.. path, $"[{index}]"]))
            : [new JsonFault(path, value, "a list")];
    }

    /// <summary>The shape of an object whose members have shapes by their names.</summary>
    private abstract class ObjectShape : JsonShape
    {
        /// <summary>Returns the shape of a member; null for one that this version does not know.</summary>
        protected abstract JsonShape? ShapeOf(string name);

        protected override JsonNode? Copy(JsonNode? value, Func<JsonShape, JsonNode, JsonNode?> convert) => value is JsonObject members
            ? new JsonObject(members.Select(member => new KeyValuePair<string, JsonNode?>(
                member.Key, (ShapeOf(member.Key) ?? Any).Copy(member.Value, convert))))
            : base.Copy(value, convert);

        protected override IEnumerable<JsonFault> Check(JsonNode value, string[] path) => value is JsonObject members
            ? members.SelectMany(member => ShapeOf(member.Key) is { } shape
                ? shape.FaultsOf(member.Value, [.. path, member.Key])
                : [new JsonFault([.. path, member.Key], member.Value, null)])
            : [new JsonFault(path, value, "an object")];
    }

    private sealed class Values(JsonShape item) : ObjectShape
    {
        public override (string Name, JsonShape Shape) Member(string name) => (name, item);

        protected override JsonShape ShapeOf(string name) => item;
    }

    private sealed class Model(Type model) : JsonShape
    {
        private JsonShape Shape => Of(JsonMember.DeclaredBy(model).Select(member => member.Value));

        public override (string Name, JsonShape Shape) Member(string name) => Shape.Member(name);

        protected override JsonNode? Copy(JsonNode? value, Func<JsonShape, JsonNode, JsonNode?> convert) => Shape.Copy(value, convert);

        protected override IEnumerable<JsonFault> Check(JsonNode value, string[] path) => Shape.FaultsOf(value, path);
    }

    /// <summary>The shape of a member that only the service writes. Requests leave it out, so its value needs no check.</summary>
    private sealed class Unchecked(JsonShape shape) : JsonShape
    {
        public override JsonShape Item => shape.Item;

        public override (string Name, JsonShape Shape) Member(string name) => shape.Member(name);

        protected override IEnumerable<JsonFault> Check(JsonNode value, string[] path) => [];
    }

    private sealed class Members : ObjectShape
    {
        private readonly Dictionary<string, JsonShape> _members = new(StringComparer.Ordinal);

        public void Add(JsonMember member)
        {
            string[] names = member.Names;
            Members parent = this;
            foreach (string name in names.Take(names.Length - 1))
            {
                if (!parent._members.TryGetValue(name, out JsonShape? child) || child is not Members)
                {
                    parent._members[name] = child = new Members();
                }

                parent = (Members)child;
            }

            parent._members[names[names.Length - 1]] =
                member.Access == MemberAccess.ReadOnly ? new Unchecked(member.Shape) : member.Shape;
        }

        public override (string Name, JsonShape Shape) Member(string name)
        {
            string known = _members.ContainsKey(name)
                ? name
                : _members.Keys.FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
            return (known, ShapeOf(known) ?? Any);
        }

        protected override JsonShape? ShapeOf(string name) => _members.TryGetValue(name, out JsonShape? shape) ? shape : null;
    }
}

/// <summary>A value that violates a shape.</summary>
/// <param name="Path">
/// The path of the value: names of members, <c>[0]</c> for the first item of a list, and at the end a word that is not known.
/// </param>
/// <param name="Value">The value.</param>
/// <param name="Wanted">The required kind of value, as text; null for a member or a word that this version does not know.</param>
internal sealed record JsonFault(IReadOnlyList<string> Path, JsonNode? Value, string? Wanted)
{
    public const string TextWords = "text";

    public const string WholeWords = "a whole number";

    public bool HasWrongKind => Wanted is not null;

    /// <summary>Gets the path as one text, for example <c>properties.properties.schedules.computeStartStop[0].action</c>.</summary>
    public string PathText => TextOf(Path);

    public static string TextOf(IEnumerable<string> path) => string.Join(".", path).Replace(".[", "[").Replace(".= ", " = ");

    /// <summary>Describes the violation without the value, which can be a secret.</summary>
    public override string ToString() => HasWrongKind
        ? $"'{PathText}' must be {Wanted}, and is {ActualKind}."
        : $"'{PathText}' is not known.";

    public string ActualKind => Value?.GetValueKind() switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => Wanted == WholeWords ? "another number" : "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "nothing",
    };
}
