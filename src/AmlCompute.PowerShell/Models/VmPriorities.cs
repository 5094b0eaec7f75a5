namespace AmlCompute.Models;

/// <summary>The service's words for the priority of nodes and of the cores they use.</summary>
internal static class VmPriorities
{
    public const string Dedicated = nameof(Dedicated);
    public const string LowPriority = nameof(LowPriority);
}
