namespace AmlCompute.Models.Json;

/// <summary>Joins names for a message.</summary>
internal static class NameList
{
    /// <summary>Returns the first <paramref name="most"/> names, and the number of the others, as in <c>a, b and 3 more</c>.</summary>
    public static string JoinFirst(IReadOnlyCollection<string> names, int most) =>
        string.Join(", ", names.Take(most)) + (names.Count > most ? $" and {names.Count - most} more" : string.Empty);
}
