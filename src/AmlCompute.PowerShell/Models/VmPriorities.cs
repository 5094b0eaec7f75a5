namespace AmlCompute.Models;

/// <summary>The service's names for the priority of nodes and of their cores.</summary>
internal static class VmPriorities
{
    public const string Dedicated = nameof(Dedicated);
    public const string LowPriority = nameof(LowPriority);

    public static bool IsLowPriority(string? priority) => string.Equals(priority, LowPriority, StringComparison.OrdinalIgnoreCase);
}
