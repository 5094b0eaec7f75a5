using System.Collections.ObjectModel;

namespace AmlCompute.Models.Json;

/// <summary>A dictionary whose text shows its items, as a cell of a CSV file and -Tag need it: <c>team=vision; owner=ana</c>.</summary>
internal class TextMap<T>(IDictionary<string, T> items) : ReadOnlyDictionary<string, T>(items)
{
    public static TextMap<T> None { get; } = Create(new Dictionary<string, T>());

    /// <summary>Creates a map; a <see cref="TextMap"/> if the values are texts: T is then string, so that the cast succeeds.</summary>
    public static TextMap<T> Create(IDictionary<string, T> items) =>
        items is IDictionary<string, string?> texts ? (TextMap<T>)(object)new TextMap(texts) : new TextMap<T>(items);

    public override string ToString() => string.Join("; ", this.Select(item => $"{item.Key}={ValueText.Format(item.Value)}"));
}

/// <summary>A dictionary of texts. Its class has no type argument, because the type file names it for objects that were saved.</summary>
internal sealed class TextMap(IDictionary<string, string?> items) : TextMap<string?>(items);
