using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AmlCompute.Models.Json;

/// <summary>
/// What the value of a JSON member may be; null is always allowed. A model reads a value of another kind as missing, which is right for what the service
/// says, and not for what a person wrote: a default would take its place without a word.
/// </summary>
internal abstract class JsonShape
{
    /// <summary>Nobody asks.</summary>
    public static readonly JsonShape Any = new Scalar(string.Empty, _ => true);

    public static readonly JsonShape Text = new Scalar(
        JsonFault.TextWords, value => value.GetValueKind() == JsonValueKind.String, value => value is JsonValue ? JsonValue.Create(value.ToJsonString()) : null);

    public static readonly JsonShape Whole = new Scalar(JsonFault.WholeWords, value => value.GetValueKind() == JsonValueKind.Number
        && int.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _), Parsed);

    public static readonly JsonShape Number = new Scalar("a number", value => value.GetValueKind() == JsonValueKind.Number, Parsed);

    public static readonly JsonShape Flag = new Scalar("true or false", value => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False, Parsed);

    public static readonly JsonShape Duration = new Scalar("an ISO 8601 duration such as PT30M", value => IsoDuration.TryParse(JsonMembers.TextOf(value)) is not null);

    /// <summary>One of the words that the service knows, in any casing.</summary>
    public static JsonShape WordOf(params string[] words) => new Word(words);

    public static JsonShape ListOf(JsonShape item) => new Items(item);

    public static JsonShape MapOf(JsonShape value) => new Values(value);

    /// <summary>An object that has the members of a class, which may be one of its own members.</summary>
    public static JsonShape Of(Type model) => new Model(model);

    /// <summary>An object that has these members, at the paths that they have in it.</summary>
    public static JsonShape Of(IEnumerable<JsonMember> members)
    {
        Members root = new();
        foreach (JsonMember member in members)
        {
            root.Add(member);
        }

        return root;
    }

    /// <summary>Gets the words that it may be; empty when it is not one of some words.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>What is not as it may be: values of another kind, and members and words that this version does not know.</summary>
    public IEnumerable<JsonFault> FaultsOf(JsonNode? value, params string[] path) => value is null ? [] : Check(value, path);

    /// <summary>
    /// The same with numbers for text, and text for numbers, made what they must be: hashtables are as loose as the parameters of a command. What cannot be
    /// made so stays, and is a fault.
    /// </summary>
    public virtual JsonNode? Fitted(JsonNode? value) => value?.DeepClone();

    protected abstract IEnumerable<JsonFault> Check(JsonNode value, string[] path);

    private static JsonNode? Parsed(JsonNode value)
    {
        try
        {
            return JsonMembers.TextOf(value)?.Trim() is { } text ? JsonNode.Parse(text.ToLowerInvariant()) : null;
        }
        catch (JsonException)
        {
            // It is no number, and told of as such.
            return null;
        }
    }

    private sealed class Scalar(string words, Func<JsonNode, bool> fits, Func<JsonNode, JsonNode?>? convert = null) : JsonShape
    {
        public override JsonNode? Fitted(JsonNode? value) =>
            value is not null && !fits(value) && convert?.Invoke(value) is { } converted && fits(converted) ? converted : base.Fitted(value);

        protected override IEnumerable<JsonFault> Check(JsonNode value, string[] path) => fits(value) ? [] : [new JsonFault(path, value, words)];
    }

    private sealed class Word(string[] words) : JsonShape
    {
        public override IReadOnlyList<string> Words => words;

        protected override IEnumerable<JsonFault> Check(JsonNode value, string[] path) =>
            JsonMembers.TextOf(value) is not { } text ? [new JsonFault(path, value, JsonFault.TextWords)]
            : words.Contains(text, StringComparer.OrdinalIgnoreCase) ? []
            : [new JsonFault([.. path, $"= {text}"], value, null)];
    }

    private sealed class Items(JsonShape item) : JsonShape
    {
        public override JsonNode? Fitted(JsonNode? value) =>
            value is JsonArray list ? new JsonArray([.. list.Select(item.Fitted)]) : base.Fitted(value);

        protected override IEnumerable<JsonFault> Check(JsonNode value, string[] path) => value is JsonArray list
            ? list.SelectMany((entry, index) => item.FaultsOf(entry, [.. path, $"[{index}]"]))
            : [new JsonFault(path, value, "a list")];
    }

    private sealed class Values(JsonShape item) : JsonShape
    {
        public override JsonNode? Fitted(JsonNode? value) =>
            value is JsonObject map ? new JsonObject(map.Select(entry => new KeyValuePair<string, JsonNode?>(entry.Key, item.Fitted(entry.Value)))) : base.Fitted(value);

        protected override IEnumerable<JsonFault> Check(JsonNode value, string[] path) => value is JsonObject map
            ? map.SelectMany(entry => item.FaultsOf(entry.Value, [.. path, entry.Key]))
            : [new JsonFault(path, value, "an object")];
    }

    private sealed class Model(Type model) : JsonShape
    {
        private JsonShape Shape => Of(JsonMember.DeclaredBy(model).Select(member => member.Value));

        public override JsonNode? Fitted(JsonNode? value) => Shape.Fitted(value);

        protected override IEnumerable<JsonFault> Check(JsonNode value, string[] path) => Shape.FaultsOf(value, path);
    }

    private sealed class Members : JsonShape
    {
        private readonly Dictionary<string, JsonShape> _members = new(StringComparer.Ordinal);

        public void Add(JsonMember member)
        {
            string[] names = member.Path.Split('.');
            Members parent = this;
            foreach (string name in names.Take(names.Length - 1))
            {
                if (!parent._members.TryGetValue(name, out JsonShape? child) || child is not Members)
                {
                    parent._members[name] = child = new Members();
                }

                parent = (Members)child;
            }

            // What only the service writes is taken out of what is sent.
            parent._members[names[names.Length - 1]] = member.Access == MemberAccess.ReadOnly ? Any : member.Shape;
        }

        public override JsonNode? Fitted(JsonNode? value) => value is JsonObject members
            ? new JsonObject(members.Select(member => new KeyValuePair<string, JsonNode?>(
                member.Key, _members.TryGetValue(member.Key, out JsonShape? shape) ? shape.Fitted(member.Value) : member.Value?.DeepClone())))
            : base.Fitted(value);

        protected override IEnumerable<JsonFault> Check(JsonNode value, string[] path) => value is JsonObject members
            ? members.SelectMany(member => _members.TryGetValue(member.Key, out JsonShape? shape)
                ? shape.FaultsOf(member.Value, [.. path, member.Key])
                : [new JsonFault([.. path, member.Key], member.Value, null)])
            : [new JsonFault(path, value, "an object")];
    }
}

/// <summary>A piece of JSON that is not as it may be.</summary>
/// <param name="Path">Where it stands: names of members, <c>[0]</c> for the first item of a list, and last a word that is not known.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Wanted">What it must be, in words; null for a member or a word that this version does not know.</param>
internal sealed record JsonFault(IReadOnlyList<string> Path, JsonNode? Value, string? Wanted)
{
    public const string TextWords = "text";

    public const string WholeWords = "a whole number";

    /// <summary>Gets a value indicating whether a member has a value of another kind than it can have.</summary>
    public bool IsWrong => Wanted is not null;

    /// <summary>Gets the path in one piece, for example <c>properties.properties.schedules.computeStartStop[0].action</c>.</summary>
    public string PathText => string.Join(".", Path).Replace(".[", "[").Replace(".= ", " = ");

    /// <summary>What is wrong, without the value: it may be a secret.</summary>
    public override string ToString() => IsWrong
        ? $"'{PathText}' must be {Wanted}, and is {What}."
        : $"'{PathText}' is not known.";

    private string What => Value?.GetValueKind() switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => Wanted == WholeWords ? "another number" : "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "nothing",
    };
}
