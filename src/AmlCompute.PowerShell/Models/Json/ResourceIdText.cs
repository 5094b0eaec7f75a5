namespace AmlCompute.Models.Json;

/// <summary>Checks ARM resource ids, and shortens them for users.</summary>
internal static class ResourceIdText
{
    public const string SubnetType = "Microsoft.Network/virtualNetworks/subnets";

    private const string Gap = "...";

    /// <summary>Compares ids as ARM does, see <see cref="KeyOf"/>.</summary>
    public static readonly IEqualityComparer<string> Comparer = new IdComparer();

    /// <summary>Returns the last name in an id.</summary>
    public static string NameOf(string id) => id.Substring(id.LastIndexOf('/') + 1);

    /// <summary>Returns the part of an id after a word, such as the name after <c>workspaces</c>; null if the id lacks the word.</summary>
    public static string? PartAfter(string? id, string word)
    {
        string[] parts = id?.Split('/') ?? [];
        int at = Array.FindIndex(parts, part => part.Equals(word, StringComparison.OrdinalIgnoreCase));
        return at >= 0 && at + 1 < parts.Length ? parts[at + 1] : null;
    }

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

    /// <summary>
    /// Returns the same text for all ids of one resource: ARM ignores casing, and doubled or trailing slashes. Other text stays unchanged.
    /// </summary>
    public static string KeyOf(string text) =>
        IsId("/" + text.TrimStart('/'))
            ? "/" + string.Join("/", text.Split(['/'], StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant()
            : text;

    /// <summary>Returns true if the text is the id of a resource of that type in a resource group.</summary>
    public static bool IsOfType(string text, string resourceType) =>
        HasFormOf(text, resourceType) && Guid.TryParse(text.Split('/')[2], out _);

    /// <summary>Returns true also if the subscription is not a GUID, such as a placeholder in a file.</summary>
    public static bool HasFormOf(string text, string resourceType)
    {
        string[] parts = text.TrimEnd('/').Split('/');
        string[] types = resourceType.Split('/');
        return parts.Length == 5 + (2 * types.Length)
            && Is(0, string.Empty) && Is(1, "subscriptions") && Is(3, "resourceGroups") && Is(5, "providers") && Is(6, types[0])
            && Enumerable.Range(1, types.Length - 1).All(index => Is(5 + (2 * index), types[index]))
            && parts.Skip(1).All(part => part.Length > 0)
            && !text.Any(char.IsControl);

        bool Is(int index, string word) => parts[index].Equals(word, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Returns the form of an id for messages; the names come from the list, or are placeholders.</summary>
    public static string FormOf(string resourceType)
    {
        string[] types = resourceType.Split('/');
        return $"/subscriptions/{{id}}/resourceGroups/{{group}}/providers/{types[0]}"
            + string.Concat(types.Skip(1).Select(type => $"/{type}/{{name}}"));
    }

    private sealed class IdComparer : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) =>
            x is null || y is null ? x == y : StringComparer.OrdinalIgnoreCase.Equals(KeyOf(x), KeyOf(y));

        public int GetHashCode(string obj) => StringComparer.OrdinalIgnoreCase.GetHashCode(KeyOf(obj));
    }

    private static bool IsId(string text) => text.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase);
}
