namespace AmlCompute.Models;

/// <summary>Calculates the used and the unused part of a limit, for usages and quotas.</summary>
internal static class LimitUse
{
    /// <summary>Returns a limit, or null for no limit, which the service writes as a negative number.</summary>
    public static int? NormalizeLimit(int? limit) => limit < 0 ? null : limit;

    /// <summary>Returns the unused part of a limit, at least 0; null if the use or the limit is unknown.</summary>
    public static int? CalculateLeft(int? used, int? limit) => (long?)limit - used is { } left ? Clamp(left) : null;

    /// <summary>
    /// Returns the used part of a limit in percent, rounded to a whole number; null if the use or the limit is unknown. If the limit is 0,
    /// any use is 100 percent.
    /// </summary>
    public static int? CalculatePercentUsed(int? used, int? limit) => (used, limit) switch
    {
        (null, _) or (_, null) => null,
        ( <= 0, _) => 0,
        (_, 0) => 100,
        ({ } part, { } whole) => Clamp(Math.Round(100.0 * part / whole, MidpointRounding.AwayFromZero)),
    };

    /// <summary>Limits a number to the values of an int that is not negative; a malformed response can have any use and limit.</summary>
    private static int Clamp(double number) => (int)Math.Max(0, Math.Min(number, int.MaxValue));
}
