using System.Management.Automation;
using AmlCompute.Client.Regions;

namespace AmlCompute.Commands;

/// <summary>Gets the usage and limits of a region: clusters, all cores, and the cores of each VM family.</summary>
[Cmdlet(VerbsCommon.Get, "AmlComputeUsage")]
[OutputType(typeof(ComputeUsage))]
public sealed class GetAmlComputeUsageCommand : RegionQueryCommand<ComputeUsage>
{
    /// <summary>Gets or sets the priority of the cores to get. The number of clusters has no priority and is then omitted.</summary>
    [Parameter]
    [ValidateSet("Dedicated", "LowPriority")]
    public string? Priority { get; set; }

    /// <summary>Gets or sets whether to omit rows without usage.</summary>
    [Parameter]
    public SwitchParameter InUse { get; set; }

    private protected override Task<IReadOnlyList<ComputeUsage>> ReadAsync(RegionCatalog region) => region.ReadUsagesAsync();

    private protected override bool IsNamed(ComputeUsage row, Func<string, bool> matches) =>
        matches(row.Name) || matches(row.DisplayName ?? string.Empty);

    private protected override bool Fits(ComputeUsage row) =>
        (Priority is null || Priority.Equals(row.Priority, StringComparison.OrdinalIgnoreCase)) && (!InUse || row.Used > 0);

    private protected override ComputeTargetException NoSuch(string name, string location, IReadOnlyList<ComputeUsage> rows) =>
        RegionNames.NoSuch("usage", "Usages", name, rows.Select(row => row.Name), location);
}
