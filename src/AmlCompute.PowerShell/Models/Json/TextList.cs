using System.Collections.ObjectModel;

namespace AmlCompute.Models.Json;

/// <summary>A list whose text shows its items, as a cell of a CSV file needs it.</summary>
internal sealed class TextList<T>(IList<T> items) : ReadOnlyCollection<T>(items)
{
    public static TextList<T> None { get; } = new([]);

    public override string ToString() => ValueText.Format(this);
}
