using System.Text.RegularExpressions;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>Reads resource ids of Azure Resource Manager.</summary>
internal static class ArmId
{
    private static readonly Regex Pattern = new(
        @"\A/subscriptions/[^/]+/resourceGroups/[^/]+/providers/(?<namespace>[^/]+)(/(?<type>[^/]+)/[^/]+)+\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Reads the name of the resource, which is the last segment of the id. A text without slashes is the name itself.</summary>
    public static string ReadName(string id) => id.Substring(id.LastIndexOf('/') + 1);

    /// <summary>Checks, without regard to case, that a text is the id of a resource of the given type.</summary>
    public static bool IsIdOfType(string id, string resourceType)
    {
        Match match = Pattern.Match(id);
        string types = string.Join("/", match.Groups["type"].Captures.Cast<Capture>().Select(type => type.Value));
        return match.Success && resourceType.EqualsIgnoreCase($"{match.Groups["namespace"].Value}/{types}");
    }
}
