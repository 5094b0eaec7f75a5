namespace AmlCompute.Models.Json;

/// <summary>Shortens ARM resource ids for users.</summary>
internal static class ResourceIdText
{
    private const string Gap = "...";

    /// <summary>
    /// Shortens an id: compared with an id of the same length, to the parts that differ and the last name; otherwise, to the last type and
    /// name. Text that is not an id stays unchanged.
    /// </summary>
    public static string Shorten(string text, string other)
    {
        if (!IsId(text))
        {
            return text;
        }

        string[] parts = text.Split('/');
        string[] others = IsId(other) ? other.Split('/') : [];
        bool isLike = parts.Length == others.Length;
        List<string> shown = [];
        for (int index = 0; index < parts.Length; index++)
        {
            bool isShown = index == parts.Length - 1
                || (isLike ? !string.Equals(parts[index], others[index], StringComparison.OrdinalIgnoreCase) : index == parts.Length - 2);
            if (isShown)
            {
                shown.Add(parts[index]);
            }
            else if (shown.Count > 0 && shown[shown.Count - 1] != Gap)
            {
                shown.Add(Gap);
            }
        }

        return string.Join("/", shown);
    }

    private static bool IsId(string text) => text.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase);
}
