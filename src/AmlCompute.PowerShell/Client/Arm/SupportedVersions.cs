using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace AmlCompute.Client.Arm;

/// <summary>
/// The api-versions of one connection. A cloud that does not know a version of this module lists the versions that it knows in the error.
/// The newest of these that this module can read, if possible of the same kind (stable or preview), replaces the unknown version in every
/// request of the connection. Thread-safe.
/// </summary>
internal sealed class SupportedVersions
{
    /// <summary>The oldest version whose responses this module can read.</summary>
    private const string OldestVersion = "2023-04-01";

    /// <summary>The codes of the errors that list the versions.</summary>
    private static readonly string[] ErrorCodes = ["NoRegisteredProviderFound", "InvalidApiVersionParameter", "InvalidResourceType"];

    private static readonly Regex Version = new(@"\b\d{4}-\d{2}-\d{2}(?:-preview)?(?![\w-])", RegexOptions.CultureInvariant);

    /// <summary>The versions that replace others, by the version that is not known to the cloud.</summary>
    private readonly ConcurrentDictionary<string, string> _replacements = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the URL with the version that replaces its own; the same URL if no version replaces it.</summary>
    public Uri ReplaceVersion(Uri url) =>
        ReadVersion(url) is { } version && _replacements.TryGetValue(version, out string? replacement)
            ? new Uri(url.AbsoluteUri.Replace($"api-version={version}", $"api-version={replacement}"))
            : url;

    /// <summary>
    /// Learns a replacement from an error that lists the versions. Returns true if the request must be sent again with another version.
    /// </summary>
    /// <param name="url">The URL with the version of this module.</param>
    /// <param name="sent">The URL of the request, whose version can be a replacement.</param>
    /// <param name="status">The status of the response.</param>
    /// <param name="body">The body of the response.</param>
    public bool TryLearnReplacement(Uri url, Uri sent, int status, string body)
    {
        // The list follows these words. Before it, a path can contain a date.
        int list = body.IndexOf("The supported ", StringComparison.OrdinalIgnoreCase);
        if (status is not (400 or 404)
            || list < 0
            || ReadVersion(url) is not { } unknown
            || !Array.Exists(ErrorCodes, code => body.IndexOf(code, StringComparison.OrdinalIgnoreCase) >= 0))
        {
            return false;
        }

        string? sentVersion = ReadVersion(sent);
        string? replacement = Version.Matches(body, list).Cast<Match>()
            .Select(match => match.Value)
            .Where(version => version != sentVersion && version != unknown && string.CompareOrdinal(version, OldestVersion) >= 0)
            .OrderByDescending(version => IsPreview(version) == IsPreview(unknown))
            .ThenByDescending(version => version, StringComparer.Ordinal)
            .FirstOrDefault();

        // If another request has added a replacement meanwhile, this one is sent again with it.
        return replacement is not null && (_replacements.TryAdd(unknown, replacement) || _replacements[unknown] != sentVersion);
    }

    /// <summary>
    /// Returns the api-version of a request to Azure Machine Learning; null for a URL without one, or of another resource provider.
    /// </summary>
    public static string? ReadVersion(Uri url) =>
        url.AbsolutePath.IndexOf("/Microsoft.MachineLearningServices/", StringComparison.OrdinalIgnoreCase) > 0
        && Regex.Match(url.Query, @"(?<=[?&]api-version=)[\w-]+", RegexOptions.CultureInvariant) is { Success: true } version
            ? version.Value
            : null;

    private static bool IsPreview(string version) => version.EndsWith("preview", StringComparison.Ordinal);
}
