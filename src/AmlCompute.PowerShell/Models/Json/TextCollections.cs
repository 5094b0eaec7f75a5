using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;

namespace AmlCompute.Models.Json;

/// <summary>A list whose text shows its items, as a cell of a CSV file needs it.</summary>
internal sealed class TextList<T>(IList<T> items) : ReadOnlyCollection<T>(items)
{
    public static TextList<T> None { get; } = new([]);

    public override string ToString() => ValueText.Of(this);
}

/// <summary>A dictionary whose text shows its items, as a cell of a CSV file and -Tag need it: <c>team=vision; owner=ana</c>.</summary>
internal class TextMap<T>(IDictionary<string, T> items) : ReadOnlyDictionary<string, T>(items)
{
    public static TextMap<T> None { get; } = Of(new Dictionary<string, T>());

    public static TextMap<T> Of(IDictionary<string, T> items) =>
        items is IDictionary<string, string?> texts ? (TextMap<T>)(object)new TextMap(texts) : new TextMap<T>(items);

    public override string ToString() => string.Join("; ", this.Select(item => $"{item.Key}={ValueText.Of(item.Value)}"));
}

/// <summary>A dictionary of texts. Its class has no type argument, because the type file names it for objects that were saved.</summary>
internal sealed class TextMap(IDictionary<string, string?> items) : TextMap<string?>(items);

/// <summary>Formats values of properties as text for users.</summary>
internal static class ValueText
{
    /// <summary>Formats a value of a property. The text does not depend on the culture.</summary>
    public static string Of(object? value) => value switch
    {
        null => string.Empty,
        string text => text,
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        IDictionary map => string.Join(", ", map.Keys.Cast<object>().Select(key => $"{key}={Of(map[key])}")),
        IEnumerable items => string.Join("; ", items.Cast<object>().Select(Of)),
        JsonModel model => model.ToString()!,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
