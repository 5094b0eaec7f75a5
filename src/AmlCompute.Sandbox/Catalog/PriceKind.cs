namespace AmlCompute.Sandbox.Catalog;

/// <summary>The operating system and the tier of a retail price. The sandbox has no retail price for Windows with low priority.</summary>
internal enum PriceKind
{
    LinuxStandard,
    LinuxLowPriority,
    WindowsStandard,
}
