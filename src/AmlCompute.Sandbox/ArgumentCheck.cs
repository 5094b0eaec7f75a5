namespace AmlCompute.Sandbox;

/// <summary>Rejects values of a user that are not valid, such as options, with an <see cref="ArgumentException"/>.</summary>
internal static class ArgumentCheck
{
    /// <exception cref="ArgumentException">The value is not valid.</exception>
    public static void Require(bool isValid, string message)
    {
        if (!isValid)
        {
            throw new ArgumentException(message);
        }
    }

    /// <exception cref="ArgumentException">The time is negative or longer than a day. A time that is null is valid.</exception>
    public static void RequireWithinOneDay(TimeSpan? time, string name) => Require(
        time is null || (time >= TimeSpan.Zero && time <= TimeSpan.FromDays(1)), $"{name} must be between 0 and one day, not {time}.");
}
