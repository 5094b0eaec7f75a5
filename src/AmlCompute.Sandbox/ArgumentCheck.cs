namespace AmlCompute.Sandbox;

/// <summary>Rejects values of a user that are not valid.</summary>
internal static class ArgumentCheck
{
    public static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }

    public static void RequireWithinADay(TimeSpan? time, string name) => Require(
        !(time < TimeSpan.Zero || time > TimeSpan.FromDays(1)), $"{name} must be between 0 and one day, not {time}.");
}
