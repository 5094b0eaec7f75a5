using System.Globalization;
using System.Security;

namespace AmlCompute.Models.Json;

/// <summary>Creates <see cref="JsonMember"/> objects: one method for each kind of value in the service's JSON.</summary>
internal static class JsonMembers
{
    public static JsonMember<string> Text(string path, MemberAccess access = MemberAccess.ReadOnly) =>
        new(path, access, JsonShape.Text, ReadText, text => JsonValue.Create(text));

    /// <summary>
    /// Creates a member whose value is one of the given words. A known word reads in the casing of the list, because the service compares
    /// without case; a word that this version does not know reads letter for letter.
    /// </summary>
    public static JsonMember<string> Word(string path, MemberAccess access, params string[] words) => new(
        path,
        access,
        JsonShape.WordOf(words),
        value => JsonShape.CanonicalWord(ReadWord(value), words),
        text => JsonValue.Create(text));

    /// <summary>Creates a member whose value is a list of such words.</summary>
    public static JsonMember<IReadOnlyList<string>> Words(string path, MemberAccess access, params string[] words) => new(
        path,
        access,
        JsonShape.ListOf(JsonShape.WordOf(words)),
        value => ReadList(value, items => TextsOf(items).Select(text => JsonShape.CanonicalWord(text, words)!)),
        texts => new JsonArray([.. texts.Select(text => JsonValue.Create(text))]));

    public static JsonMember<SecureString> Secret(string path, MemberAccess access = MemberAccess.Fixed) =>
        new(path, access, JsonShape.Text, _ => null, secret => JsonValue.Create(SecretText.Reveal(secret)));

    public static JsonMember<int?> Number(string path, MemberAccess access = MemberAccess.ReadOnly) =>
        new(path, access, JsonShape.Whole, ReadNumber, number => JsonValue.Create(number));

    /// <summary>Creates a member whose value is a number with decimals, such as a price or an amount of memory.</summary>
    public static JsonMember<decimal?> Fraction(string path) =>
        new(path, MemberAccess.ReadOnly, JsonShape.Number, ReadFraction, number => JsonValue.Create(number));

    public static JsonMember<bool?> Flag(string path, MemberAccess access = MemberAccess.ReadOnly) => new(
        path,
        access,
        JsonShape.Flag,
        value => bool.TryParse(ReadText(value), out bool flag) ? flag : null,
        flag => JsonValue.Create(flag));

    public static JsonMember<TimeSpan?> Duration(string path, MemberAccess access) =>
        new(path, access, JsonShape.Duration, ReadDuration, duration => JsonValue.Create(IsoDuration.Format(duration)));

    /// <summary>Creates a member whose value is a duration that the service's own clients write in minutes, such as PT120M.</summary>
    public static JsonMember<TimeSpan?> Minutes(string path, MemberAccess access) =>
        new(path, access, JsonShape.Duration, ReadDuration, duration => JsonValue.Create(
            duration!.Value.Ticks % TimeSpan.TicksPerMinute == 0
                ? $"PT{(duration.Value.Ticks / TimeSpan.TicksPerMinute).ToString(CultureInfo.InvariantCulture)}M"
                : IsoDuration.Format(duration)));

    public static JsonMember<DateTimeOffset?> Time(string path) => new(
        path,
        MemberAccess.ReadOnly,
        JsonShape.Text,
        ReadTime,
        time => JsonValue.Create(time!.Value.ToString("O", CultureInfo.InvariantCulture)));

    public static JsonMember<T> Object<T>(string path, Func<JsonElement, T> create, MemberAccess access = MemberAccess.ReadOnly)
        where T : JsonModel => new(
            path,
            access,
            JsonShape.Of(typeof(T)),
            value => value.ValueKind == JsonValueKind.Object ? create(value) : null,
            model => model.ToNode());

    public static JsonMember<IReadOnlyList<T>> List<T>(
        string path, Func<JsonElement, T> create, MemberAccess access = MemberAccess.ReadOnly)
        where T : JsonModel => new(
            path,
            access,
            JsonShape.ListOf(JsonShape.Of(typeof(T))),
            value => ReadList(value, items => items.Where(item => item.ValueKind == JsonValueKind.Object).Select(create)),
            models => new JsonArray([.. models.Select(model => model.ToNode())]));

    public static JsonMember<IReadOnlyList<string>> Texts(string path, MemberAccess access = MemberAccess.ReadOnly) => new(
        path,
        access,
        JsonShape.ListOf(JsonShape.Text),
        value => ReadList(value, TextsOf),
        texts => new JsonArray([.. texts.Select(text => JsonValue.Create(text))]));

    /// <summary>Creates a member whose value is an array of whole numbers, such as the hours and minutes of a recurrence.</summary>
    public static JsonMember<IReadOnlyList<int>> Numbers(string path, MemberAccess access) => new(
        path,
        access,
        JsonShape.ListOf(JsonShape.Whole),
        value => ReadList(value, items => items.Select(ReadNumber).OfType<int>()),
        numbers => new JsonArray([.. numbers.Select(number => JsonValue.Create(number))]));

    /// <summary>Creates a member whose value is an object of texts; names are compared ordinally unless a comparer is given.</summary>
    public static JsonMember<IReadOnlyDictionary<string, string?>> Map(
        string path, MemberAccess access = MemberAccess.ReadOnly, StringComparer? names = null) => new(
            path,
            access,
            JsonShape.MapOf(JsonShape.Text),
            value => ReadMap(
                value, item => item.ValueKind == JsonValueKind.Null ? null : SecretForms.MaskUrls(item.ToString()), names),
            map => ToObject(map, item => JsonValue.Create(item)));

    public static JsonMember<IReadOnlyDictionary<string, T>> Map<T>(string path, Func<JsonElement, T> create, MemberAccess access)
        where T : JsonModel => new(
            path,
            access,
            JsonShape.MapOf(JsonShape.Of(typeof(T))),
            value => ReadMap(value, create),
            map => ToObject(map, item => item.ToNode()));

    /// <summary>Returns the text of a text node; null for any other node.</summary>
    public static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>Creates an object whose members have the names of a map and the converted values.</summary>
    public static JsonObject ToObject<T>(IEnumerable<KeyValuePair<string, T>> map, Func<T, JsonNode?> convert) =>
        new(map.Select(item => new KeyValuePair<string, JsonNode?>(item.Key, convert(item.Value))));

    private static TextList<T>? ReadList<T>(JsonElement value, Func<IEnumerable<JsonElement>, IEnumerable<T>> read) =>
        value.ValueKind == JsonValueKind.Array ? new TextList<T>([.. read(value.EnumerateArray())]) : null;

    private static IEnumerable<string> TextsOf(IEnumerable<JsonElement> items) => items
        .Where(item => item.ValueKind == JsonValueKind.String)
        .Select(item => SecretForms.MaskUrls(item.GetString()!));

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

        return TextMap<T>.Of(map);
    }

    /// <summary>Reads a word, which is never a number.</summary>
    private static string? ReadWord(JsonElement value) => value.ValueKind == JsonValueKind.String ? ReadText(value) : null;

    /// <summary>Reads a text without signatures of URLs. Services also write numbers and Boolean values as text, or the reverse.</summary>
    private static string? ReadText(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is { } text ? SecretForms.MaskUrls(text) : null,
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

    private static decimal? ReadFraction(JsonElement value) =>
        decimal.TryParse(ReadText(value), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    private static int? ReadNumber(JsonElement value) =>
        ReadFraction(value) is { } number && number is >= int.MinValue and <= int.MaxValue && decimal.Truncate(number) == number
            ? (int)number
            : null;

    /// <summary>Reads a date of ISO 8601 with or without fraction and zone; without a zone it is UTC.</summary>
    private static DateTimeOffset? ReadTime(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && ReadText(value) is { Length: > 4 } text && text[4] == '-'
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;

    private static TimeSpan? ReadDuration(JsonElement value) => IsoDuration.TryParse(ReadText(value));
}
