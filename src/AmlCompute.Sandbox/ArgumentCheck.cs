namespace AmlCompute.Sandbox;

/// <summary>Rejects options, faults and jobs of a user that are not valid.</summary>
internal static class ArgumentCheck
{
    /// <summary>Throws an <see cref="ArgumentException"/> if a condition does not hold.</summary>
    public static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }

    public static void RequireWithinOneDay(TimeSpan? time, string name) => Require(
        time is null || (time >= TimeSpan.Zero && time <= TimeSpan.FromDays(1)), $"{name} must be between 0 and one day, not {time}.");
}
