namespace AmlCompute.Sandbox.Catalog;

/// <summary>
/// The operating system and the tier of a meter of the Retail Prices API. The sandbox has no meter for Windows with low priority.
/// </summary>
internal enum PriceKind
{
    LinuxStandard,
    LinuxLowPriority,
    WindowsStandard,
}
