namespace AmlCompute.Sandbox.Catalog;

/// <summary>The operating system and the tier of a retail price.</summary>
internal enum PriceKind
{
    LinuxStandard,
    LinuxLowPriority,
    WindowsStandard,
}
