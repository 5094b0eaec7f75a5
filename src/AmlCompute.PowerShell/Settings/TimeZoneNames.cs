using TimeZoneConverter;

namespace AmlCompute.Settings;

/// <summary>Finds the Windows name of a time zone, because the service accepts no other. Users can also give the IANA name.</summary>
internal static class TimeZoneNames
{
    private const int MaxSuggestions = 3;
    private const int LongestAbbreviation = 4;

    /// <summary>
    /// Returns the names of time zones, each with its counterpart: Windows names with IANA names, and the reverse. A Windows name without a
    /// counterpart has itself; an IANA name without one is left out.
    /// </summary>
    public static IEnumerable<(string Name, string Counterpart)> ListAll() =>
        TZConvert.KnownWindowsTimeZoneIds
            .Select(name => (name, TZConvert.TryWindowsToIana(name, out string? iana) ? iana : name))
            .Concat(TZConvert.KnownIanaTimeZoneNames
                .Except(TZConvert.KnownWindowsTimeZoneIds, StringComparer.OrdinalIgnoreCase)
                .SelectMany(name => TZConvert.TryIanaToWindows(name, out string? windows) ? ((string, string)[])[(name, windows)] : []));

    /// <summary>Returns the Windows name of a Windows or IANA time zone; null if there is none.</summary>
    public static string? FindWindowsName(string name)
    {
        string trimmed = name.Trim();
        return TZConvert.KnownWindowsTimeZoneIds.FirstOrDefault(known => known.Equals(trimmed, StringComparison.OrdinalIgnoreCase))
            ?? (TZConvert.TryIanaToWindows(trimmed, out string? windows) ? windows : null);
    }

    /// <summary>Returns the message about a name that has no Windows name; null if it has one.</summary>
    public static string? FindProblem(string name)
    {
        if (FindWindowsName(name) is not null)
        {
            return null;
        }

        string trimmed = name.Trim();
        if (TZConvert.KnownIanaTimeZoneNames.Contains(trimmed, StringComparer.OrdinalIgnoreCase))
        {
            return $"'{trimmed}' has no Windows counterpart, and the service accepts only Windows time zones.";
        }

        string similar = string.Join(", ", FindSimilar(trimmed));
        return $"'{trimmed}' is not a valid Windows or IANA time zone. "
            + (similar.Length > 0
                ? $"Similar names: {similar}."
                : "Use a name such as Europe/Berlin, Asia/Seoul or 'W. Europe Standard Time'.");
    }

    /// <summary>
    /// Returns similar time zones. Abbreviations such as KST and offsets such as UTC+1 have none, because another letter is another time.
    /// </summary>
    public static IEnumerable<string> FindSimilar(string wrong) =>
        wrong.Length <= LongestAbbreviation || wrong.Any(char.IsDigit)
            ? []
            : Suggestions
                .FindSimilar(wrong, TZConvert.KnownWindowsTimeZoneIds.Concat(TZConvert.KnownIanaTimeZoneNames)).Take(MaxSuggestions);
}
