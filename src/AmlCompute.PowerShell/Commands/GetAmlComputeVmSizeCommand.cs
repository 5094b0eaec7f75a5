using System.Management.Automation;
using AmlCompute.Client;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Gets the sizes of virtual machines that a region offers.</summary>
[Cmdlet(VerbsCommon.Get, "AmlComputeVmSize")]
[OutputType(typeof(VmSize))]
public sealed class GetAmlComputeVmSizeCommand : WorkspaceScopedCommand
{
    /// <summary>Gets or sets the names, such as Standard_DS3_v2; wildcards are allowed. Without one, all sizes are listed.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(AnyVmSizeCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>Gets or sets the region; that of the workspace unless given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LocationCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Location { get; set; }

    /// <summary>Gets or sets what the size must be usable for: AmlCompute (clusters), ComputeInstance, MIR (online endpoints), AmlSpark.</summary>
    [Parameter]
    [Alias("ComputeType", "Type")]
    [ArgumentCompleter(typeof(SupportedForCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SupportedFor { get; set; } = [];

    /// <summary>Gets or sets the family, such as standardDSv2Family; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VmFamilyCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? Family { get; set; }

    /// <summary>Gets or sets the smallest number of virtual CPUs.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MinVCpu { get; set; }

    /// <summary>Gets or sets the largest number of virtual CPUs.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MaxVCpu { get; set; }

    /// <summary>Gets or sets the smallest number of GPUs.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? MinGpu { get; set; }

    /// <summary>Gets or sets the smallest amount of memory, in GB.</summary>
    [Parameter]
    public decimal? MinMemoryGB { get; set; }

    /// <summary>
    /// Gets or sets the highest estimated price of an hour with Linux, in the currency of the service (USD); with -LowPriority, of an hour with low priority.
    /// Sizes without a price are left out.
    /// </summary>
    [Parameter]
    public decimal? MaxPricePerHour { get; set; }

    /// <summary>Gets or sets whether the size must be offered with low priority.</summary>
    [Parameter]
    public SwitchParameter LowPriority { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        WildcardPattern[] names = OrEnd(() => Array.ConvertAll(Name, Patterns.Parse));
        WildcardPattern? family = Family is null ? null : OrEnd(() => Patterns.Parse(Family));
        Workspace workspace = CurrentWorkspace();
        Attempt(null, () =>
        {
            (string location, IReadOnlyList<VmSize> sizes) = Await(async call =>
            {
                RegionCatalog region = await RegionCatalog.OpenAsync(workspace, Location, call).ConfigureAwait(false);
                return (region.Location, await region.ReadSizesAsync().ConfigureAwait(false));
            });
            for (int i = 0; i < names.Length; i++)
            {
                if (!WildcardPattern.ContainsWildcardCharacters(Name[i]) && !sizes.Any(size => names[i].IsMatch(size.Name)))
                {
                    string name = Name[i];
                    Fail(new ComputeTargetException(ErrorIds.InvalidVmSize, RegionCatalog.NoSuchSize(name, sizes, location)), name);
                }
            }

            foreach (VmSize size in sizes.Where(size => Fits(size) && (family?.IsMatch(size.Family ?? string.Empty) ?? true) && (names.Length == 0 || names.Any(name => name.IsMatch(size.Name)))))
            {
                WriteObject(size);
            }
        });
    }

    private bool Fits(VmSize size) =>
        SupportedFor.All(size.Supports)
        && (MinVCpu is null || size.VCpus >= MinVCpu)
        && (MaxVCpu is null || size.VCpus <= MaxVCpu)
        && (MinGpu is null || size.Gpus >= MinGpu)
        && (MinMemoryGB is null || size.MemoryGB >= MinMemoryGB)
        && (!LowPriority || size.LowPriorityCapable)
        && (MaxPricePerHour is null || (LowPriority ? size.LowPriorityPricePerHour : size.PricePerHour) <= MaxPricePerHour);
}
