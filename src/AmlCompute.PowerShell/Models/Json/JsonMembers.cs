using System.Globalization;
using System.Security;

namespace AmlCompute.Models.Json;

/// <summary>
/// Creates <see cref="JsonMember"/> objects: one method for each kind of value in the service's JSON. Items of a list that cannot be
/// converted are left out, and texts other than revealed secrets are read without the signatures and passwords of URLs.
/// </summary>
internal static class JsonMembers
{
    /// <summary>Creates a member whose value is a text; a number or a Boolean value reads as its JSON.</summary>
    public static JsonMember<string> CreateText(string path, MemberAccess access = MemberAccess.ReadOnly) =>
        new(path, access, JsonShape.Text, ReadText, text => JsonValue.Create(text));

    /// <summary>Creates a member whose value is an array of texts.</summary>
    public static JsonMember<IReadOnlyList<string>> CreateTextList(string path, MemberAccess access = MemberAccess.ReadOnly) => new(
        path,
        access,
        JsonShape.CreateList(JsonShape.Text),
        value => ReadList(value, ReadTexts),
        texts => ToArray(texts, text => JsonValue.Create(text)));

    /// <summary>
    /// Creates a member whose value is one of the given words. A known word reads in the casing of the list, because the service compares
    /// without case; a word that this version does not know keeps its casing.
    /// </summary>
    public static JsonMember<string> CreateWord(string path, MemberAccess access, params string[] words) => new(
        path,
        access,
        JsonShape.CreateWord(words),
        value => JsonShape.NormalizeWord(ReadWord(value), words),
        text => JsonValue.Create(text));

    /// <summary>Creates a member whose value is an array of the words of <see cref="CreateWord"/>.</summary>
    public static JsonMember<IReadOnlyList<string>> CreateWordList(string path, MemberAccess access, params string[] words) => new(
        path,
        access,
        JsonShape.CreateList(JsonShape.CreateWord(words)),
        value => ReadList(value, items => ReadTexts(items).Select(text => JsonShape.NormalizeWord(text, words)!)),
        texts => ToArray(texts, text => JsonValue.Create(text)));

    /// <summary>Creates a member with a secret that requests contain; it always reads as null.</summary>
    public static JsonMember<SecureString> CreateSecret(string path, MemberAccess access = MemberAccess.Fixed) =>
        new(path, access, JsonShape.Text, _ => null, secret => JsonValue.Create(SecretText.Reveal(secret)));

    /// <summary>Creates a member of a response that returns secrets; its text is read letter for letter.</summary>
    public static JsonMember<string> CreateRevealedSecret(string path) =>
        new(path, MemberAccess.ReadOnly, JsonShape.Text, ReadVerbatim, text => JsonValue.Create(text));

    /// <summary>Creates a member whose value is a whole number in the range of an int; any other number reads as missing.</summary>
    public static JsonMember<int?> CreateInteger(string path, MemberAccess access = MemberAccess.ReadOnly) =>
        new(path, access, JsonShape.Integer, ReadInteger, number => JsonValue.Create(number));

    /// <summary>Creates a member whose value is an array of whole numbers, such as the hours and minutes of a recurrence.</summary>
    public static JsonMember<IReadOnlyList<int>> CreateIntegerList(string path, MemberAccess access) => new(
        path,
        access,
        JsonShape.CreateList(JsonShape.Integer),
        value => ReadList(value, items => items.Select(ReadInteger).OfType<int>()),
        numbers => ToArray(numbers, number => JsonValue.Create(number)));

    /// <summary>Creates a member whose value is a number with decimals, such as a price or an amount of memory.</summary>
    public static JsonMember<decimal?> CreateDecimal(string path) =>
        new(path, MemberAccess.ReadOnly, JsonShape.Number, ReadDecimal, number => JsonValue.Create(number));

    /// <summary>Creates a member whose value is true or false; the service can write it as a text in any casing.</summary>
    public static JsonMember<bool?> CreateBoolean(string path, MemberAccess access = MemberAccess.ReadOnly) => new(
        path,
        access,
        JsonShape.Boolean,
        value => bool.TryParse(ReadText(value), out bool isTrue) ? isTrue : null,
        isTrue => JsonValue.Create(isTrue));

    /// <summary>Creates a member whose value is an ISO 8601 duration.</summary>
    public static JsonMember<TimeSpan?> CreateDuration(string path, MemberAccess access) =>
        new(path, access, JsonShape.Duration, ReadDuration, duration => JsonValue.Create(IsoDuration.Format(duration)));

    /// <summary>Creates a member whose value is a duration that the service's own clients write in minutes, such as PT120M.</summary>
    public static JsonMember<TimeSpan?> CreateMinutes(string path, MemberAccess access) =>
        new(path, access, JsonShape.Duration, ReadDuration, duration => JsonValue.Create(IsoDuration.FormatMinutes(duration!.Value)));

    /// <summary>Creates a member whose value is a date with a time of day.</summary>
    public static JsonMember<DateTimeOffset?> CreateTime(string path) => new(
        path,
        MemberAccess.ReadOnly,
        JsonShape.Text,
        ReadTime,
        time => JsonValue.Create(time!.Value.ToString("O", CultureInfo.InvariantCulture)));

    /// <summary>Creates a member whose value is an object, which reads as a model of its own.</summary>
    public static JsonMember<T> CreateObject<T>(string path, Func<JsonElement, T> create, MemberAccess access = MemberAccess.ReadOnly)
        where T : JsonModel => new(
            path,
            access,
            JsonShape.CreateForModel(typeof(T)),
            value => value.ValueKind == JsonValueKind.Object ? create(value) : null,
            model => model.ToNode());

    /// <summary>Creates a member whose value is an array of objects.</summary>
    public static JsonMember<IReadOnlyList<T>> CreateList<T>(
        string path, Func<JsonElement, T> create, MemberAccess access = MemberAccess.ReadOnly)
        where T : JsonModel => new(
            path,
            access,
            JsonShape.CreateList(JsonShape.CreateForModel(typeof(T))),
            value => ReadList(value, items => items.Where(item => item.ValueKind == JsonValueKind.Object).Select(create)),
            models => ToArray(models, model => model.ToNode()));

    /// <summary>Creates a member whose value is an object of texts; names are compared ordinally unless a comparer is given.</summary>
    public static JsonMember<IReadOnlyDictionary<string, string?>> CreateMap(
        string path, MemberAccess access = MemberAccess.ReadOnly, StringComparer? names = null) => new(
            path,
            access,
            JsonShape.CreateMap(JsonShape.Text),
            value => ReadMap(value, ReadMapText, names),
            map => ToObject(map, item => JsonValue.Create(item)));

    /// <summary>
    /// Creates a member whose value is an object of objects; a value of another kind in it reads as an object without members.
    /// </summary>
    public static JsonMember<IReadOnlyDictionary<string, T>> CreateMap<T>(string path, Func<JsonElement, T> create, MemberAccess access)
        where T : JsonModel => new(
            path,
            access,
            JsonShape.CreateMap(JsonShape.CreateForModel(typeof(T))),
            value => ReadMap(value, create),
            map => ToObject(map, item => item.ToNode()));

    /// <summary>Creates an object whose members have the names of a map and the converted values.</summary>
    public static JsonObject ToObject<T>(IEnumerable<KeyValuePair<string, T>> map, Func<T, JsonNode?> convert) =>
        new(map.Select(item => new KeyValuePair<string, JsonNode?>(item.Key, convert(item.Value))));

    private static JsonArray ToArray<T>(IEnumerable<T> items, Func<T, JsonNode?> convert) => new([.. items.Select(convert)]);

    private static TextList<T>? ReadList<T>(JsonElement value, Func<IEnumerable<JsonElement>, IEnumerable<T>> read) =>
        value.ValueKind == JsonValueKind.Array ? new TextList<T>([.. read(value.EnumerateArray())]) : null;

    private static IEnumerable<string> ReadTexts(IEnumerable<JsonElement> items) => items.Select(ReadWord).OfType<string>();

    private static TextMap<T>? ReadMap<T>(JsonElement value, Func<JsonElement, T> read, StringComparer? names = null)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        Dictionary<string, T> map = new(names ?? StringComparer.Ordinal);
        foreach (JsonProperty item in value.EnumerateObject())
        {
            map[item.Name] = read(item.Value);
        }

        return TextMap<T>.Create(map);
    }

    /// <summary>Reads the value of a tag or label; null reads as null, and a value of another kind than text as its JSON.</summary>
    private static string? ReadMapText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => ReadText(value),
        _ => SecretForms.MaskUrls(value.GetRawText()),
    };

    /// <summary>Reads a word or an item of a list of texts; returns null for a value of another kind.</summary>
    private static string? ReadWord(JsonElement value) => value.ValueKind == JsonValueKind.String ? ReadText(value) : null;

    /// <summary>Reads a text without the signatures and passwords of URLs, see <see cref="ReadVerbatim"/>.</summary>
    private static string? ReadText(JsonElement value) => ReadVerbatim(value) is { } text ? SecretForms.MaskUrls(text) : null;

    /// <summary>
    /// Reads a text letter for letter; returns null for null, an array or an object. Services also write numbers and Boolean values as
    /// text, or the reverse.
    /// </summary>
    private static string? ReadVerbatim(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // The bytes are not valid text, for example half of a surrogate pair. They read as missing, as every value of an unexpected
            // form does.
            return null;
        }
    }

    private static decimal? ReadDecimal(JsonElement value) =>
        decimal.TryParse(ReadText(value), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    /// <summary>Reads a whole number, also one that is written with decimals, such as 4.0.</summary>
    private static int? ReadInteger(JsonElement value) =>
        ReadDecimal(value) is { } number && number is >= int.MinValue and <= int.MaxValue && decimal.Truncate(number) == number
            ? (int)number
            : null;

    /// <summary>
    /// Reads a date of ISO 8601 with or without fraction and zone; without a zone it is UTC. A text without a hyphen after the year, such
    /// as 1/2/2026, reads as missing.
    /// </summary>
    private static DateTimeOffset? ReadTime(JsonElement value)
    {
        const int YearLength = 4;
        return value.ValueKind == JsonValueKind.String
            && ReadText(value) is { Length: > YearLength } text
            && text[YearLength] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                ? time
                : null;
    }

    private static TimeSpan? ReadDuration(JsonElement value) => IsoDuration.TryParse(ReadText(value));
}
