namespace AmlCompute.Models;

/// <summary>The machines of a target.</summary>
/// <param name="VmSize">The size of each machine; null if it is unknown.</param>
/// <param name="OsType">Linux or Windows; null for Linux.</param>
/// <param name="IsLowPriority">True for Spot machines.</param>
/// <param name="Count">The number of machines that run now; null if it is unknown.</param>
internal sealed record MachineUse(string? VmSize, string? OsType, bool IsLowPriority, int? Count);
