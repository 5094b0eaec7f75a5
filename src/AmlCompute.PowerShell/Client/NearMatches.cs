namespace AmlCompute.Client;

/// <summary>What a user may have meant by a name that is not known.</summary>
internal static class NearMatches
{
    private const int LongestText = 64;

    /// <summary>The known names, those most like the one that was given first.</summary>
    public static IEnumerable<string> Of(string name, IEnumerable<string> known) => known.OrderBy(candidate => EditDistance.Between(candidate, name));

    /// <summary>The question for the one name that is most like it, with a space behind; empty where there is none.</summary>
    public static string DidYouMean(string name, IEnumerable<string> known) =>
        name.Length <= LongestText && Of(name, known).FirstOrDefault() is { } nearest ? $"Did you mean '{nearest}'? " : string.Empty;
}
