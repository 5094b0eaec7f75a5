namespace AmlCompute.Models;

/// <summary>The machines of a target that run now. OsType is null for Linux, and Count is null if the number is unknown.</summary>
internal sealed record MachineUse(string? VmSize, string? OsType, bool IsLowPriority, int? Count);
