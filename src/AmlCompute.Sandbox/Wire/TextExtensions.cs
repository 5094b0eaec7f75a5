namespace AmlCompute.Sandbox.Wire;

/// <summary>Compares texts as Azure does: names, ids and most words ignore case.</summary>
internal static class TextExtensions
{
    public static bool EqualsIgnoreCase(this string? text, string? other) => string.Equals(text, other, StringComparison.OrdinalIgnoreCase);
}
