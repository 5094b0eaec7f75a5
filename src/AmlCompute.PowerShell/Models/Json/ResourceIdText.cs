namespace AmlCompute.Models.Json;

/// <summary>Compares, checks and shortens ARM resource ids, and reads names from them.</summary>
internal static class ResourceIdText
{
    /// <summary>The ARM type of subnets.</summary>
    public const string SubnetType = "Microsoft.Network/virtualNetworks/subnets";

    /// <summary>Compares ids as ARM does, see <see cref="Normalize"/>.</summary>
    public static readonly IEqualityComparer<string> Comparer = new IdComparer();

    /// <summary>The text in the place of the parts that <see cref="Shorten"/> leaves out.</summary>
    private const string Gap = "...";

    /// <summary>Returns the text after the last slash of an id; the whole text if it has none.</summary>
    public static string GetName(string id) => id.Substring(id.LastIndexOf('/') + 1);

    /// <summary>Returns the part of an id after a word, such as the name after <c>workspaces</c>; null without an id or the word.</summary>
    public static string? FindPartAfter(string? id, string word)
    {
        string[] parts = id?.Split(['/'], StringSplitOptions.RemoveEmptyEntries) ?? [];

        // Words and names alternate. A name can be the word, such as that of a resource group.
        for (int index = 0; index + 1 < parts.Length; index += 2)
        {
            if (parts[index].Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return parts[index + 1];
            }
        }

        return null;
    }

    /// <summary>
    /// Shortens an id for a comparison with another text: if that is an id with the same number of parts, to the parts that differ and the
    /// last name; otherwise, to the last type and name. Text that is not an id stays unchanged.
    /// </summary>
    public static string Shorten(string text, string other)
    {
        if (!IsId(text))
        {
            return text;
        }

        string[] parts = text.Split('/');
        string[] otherParts = IsId(other) ? other.Split('/') : [];
        bool haveSameLength = parts.Length == otherParts.Length;
        int lastIndex = parts.Length - 1;
        List<string> shown = [];
        for (int index = 0; index <= lastIndex; index++)
        {
            bool isNeeded = haveSameLength
                ? !string.Equals(parts[index], otherParts[index], StringComparison.OrdinalIgnoreCase)
                : index == lastIndex - 1;
            if (isNeeded || index == lastIndex)
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
    /// Returns the same text for all ids of one resource: ARM ignores casing and doubled or trailing slashes, and some responses lack the
    /// first slash. Other text stays unchanged.
    /// </summary>
    public static string Normalize(string text) =>
        IsId("/" + text.TrimStart('/'))
            ? "/" + string.Join("/", text.Split(['/'], StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant()
            : text;

    /// <summary>Returns true if the text is the id of a resource of that type in a resource group.</summary>
    public static bool IsOfType(string text, string resourceType) =>
        HasFormOfType(text, resourceType) && Guid.TryParse(FindPartAfter(text, "subscriptions"), out _);

    /// <summary>
    /// Returns true if the text is the id of a resource of that type in a resource group, even if the subscription is not a GUID, such as a
    /// placeholder in a file.
    /// </summary>
    public static bool HasFormOfType(string text, string resourceType)
    {
        string[] parts = text.TrimEnd('/').Split('/');
        string[] types = resourceType.Split('/');

        // The first part is empty. The namespace of the provider has the index 6; types and names alternate after it.
        return parts.Length == 5 + (2 * types.Length)
            && IsPart(0, string.Empty)
            && IsPart(1, "subscriptions")
            && IsPart(3, "resourceGroups")
            && IsPart(5, "providers")
            && IsPart(6, types[0])
            && Enumerable.Range(1, types.Length - 1).All(index => IsPart(5 + (2 * index), types[index]))
            && parts.Skip(1).All(part => part.Length > 0)
            && !text.Any(char.IsControl);

        bool IsPart(int index, string word) => parts[index].Equals(word, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Returns the form of the ids of a type for messages, with a placeholder for each name.</summary>
    public static string DescribeForm(string resourceType)
    {
        string[] types = resourceType.Split('/');
        return $"/subscriptions/{{id}}/resourceGroups/{{group}}/providers/{types[0]}"
            + string.Concat(types.Skip(1).Select(type => $"/{type}/{{name}}"));
    }

    private static bool IsId(string text) => text.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase);

    private sealed class IdComparer : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) =>
            x is null || y is null ? x == y : StringComparer.OrdinalIgnoreCase.Equals(Normalize(x), Normalize(y));

        public int GetHashCode(string obj) => StringComparer.OrdinalIgnoreCase.GetHashCode(Normalize(obj));
    }
}
