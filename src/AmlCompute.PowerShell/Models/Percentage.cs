namespace AmlCompute.Models;

/// <summary>Calculates the percentages of usages and quotas.</summary>
internal static class Percentage
{
    /// <summary>
    /// Returns the used part of a limit in percent, rounded to a whole number; null if the use or the limit is unknown. If the limit is 0,
    /// any use is 100 percent.
    /// </summary>
    public static int? CalculateUsed(int? used, int? limit) => (used, limit) switch
    {
        (null, _) or (_, null) => null,
        (0, 0) => 0,
        (_, 0) => 100,
        ({ } part, { } whole) => (int)Math.Round(100.0 * part / whole, MidpointRounding.AwayFromZero),
    };
}
