using System.Management.Automation;
using AmlCompute.Client.Http;
using AmlCompute.Client.Prices;
using AmlCompute.Client.Regions;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Gets the virtual machine sizes of a region.</summary>
[Cmdlet(VerbsCommon.Get, "AmlComputeVmSize")]
[OutputType(typeof(VmSize))]
public sealed class GetAmlComputeVmSizeCommand : RegionQueryCommand<VmSize>
{
    private WildcardPattern? _family;
    private WordFilter[] _uses = [];

    /// <summary>The command that lists all sizes of the region that was read last, for the error of an unknown name.</summary>
    private string _listCommand = string.Empty;

    /// <summary>The error of the last read of prices; null for none.</summary>
    private ComputeTargetException? _priceProblem;

    /// <summary>Gets or sets the names, such as Standard_DS3_v2; wildcards are allowed. Without a name, all sizes are listed.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(AnyVmSizeCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <summary>
    /// Gets or sets the uses that the size must support: Cluster, Instance, MIR (online endpoints) or AmlSpark; wildcards are allowed.
    /// </summary>
    [Parameter]
    [Alias("ComputeType", "Type")]
    [ArgumentCompleter(typeof(SupportedForCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] SupportedFor { get; set; } = [];

    /// <summary>Gets or sets the family, such as standardDSv2Family; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VmFamilyCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? Family { get; set; }

    /// <summary>Gets or sets the smallest number of virtual CPUs.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VmSizeNumberCompleter))]
    [ValidateRange(0, int.MaxValue)]
    public int? MinVCpu { get; set; }

    /// <summary>Gets or sets the largest number of virtual CPUs.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VmSizeNumberCompleter))]
    [ValidateRange(0, int.MaxValue)]
    public int? MaxVCpu { get; set; }

    /// <summary>Gets or sets the smallest number of GPUs.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VmSizeNumberCompleter))]
    [ValidateRange(0, int.MaxValue)]
    public int? MinGpu { get; set; }

    /// <summary>Gets or sets the smallest amount of memory, in GB.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VmSizeNumberCompleter))]
    public decimal? MinMemoryGB { get; set; }

    /// <summary>
    /// Gets or sets the highest price per hour, in the currency of the prices; with -LowPriority, of Spot. Sizes without a price are
    /// omitted.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(VmSizeNumberCompleter))]
    public decimal? MaxPricePerHour { get; set; }

    /// <summary>Gets or sets whether the size must be offered as Spot, the priority LowPriority of a cluster.</summary>
    [Parameter]
    public SwitchParameter LowPriority { get; set; }

    /// <summary>Gets or sets whether to read prices that the service does not list from the public Retail Prices API.</summary>
    [Parameter]
    public SwitchParameter RetailPrices { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _family = Family is null ? null : RunOrEnd(() => Patterns.Parse(Family));
        _uses = RunOrEnd(() => Array.ConvertAll(SupportedFor, use => new WordFilter(nameof(SupportedFor), [use], VmSize.Uses)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        WriteWarnings(_uses.SelectMany(use => use.CreateWarnings()));
        base.EndProcessing();
    }

    private protected override async Task<IReadOnlyList<VmSize>> ReadRowsAsync(RegionCatalog region, CallContext call)
    {
        _listCommand = CommandText.WriteSizeList(region.Workspace, region.Location);
        (IReadOnlyList<VmSize> sizes, _priceProblem) =
            await SizePrices.ReadSizesAndRetailAsync(region, RetailPrices, call).ConfigureAwait(false);
        return sizes;
    }

    private protected override void WriteRows(IEnumerable<VmSize> rows)
    {
        if (_priceProblem is not null)
        {
            WriteFailure(_priceProblem, null);
        }

        base.WriteRows(rows);
    }

    private protected override bool IsNamed(VmSize row, Func<string, bool> matches) => matches(row.Name);

    private protected override bool IsSelected(VmSize row) =>
        Array.TrueForAll(_uses, use => use.MatchesAny([.. row.ListUseNames()]))
        && (_family?.IsMatch(row.Family ?? string.Empty) ?? true)
        && (MinVCpu is null || row.VCpus >= MinVCpu)
        && (MaxVCpu is null || row.VCpus <= MaxVCpu)
        && (MinGpu is null || row.Gpus >= MinGpu)
        && (MinMemoryGB is null || row.MemoryGB >= MinMemoryGB)
        && (!LowPriority || row.LowPriorityCapable)
        && (MaxPricePerHour is null || (LowPriority ? row.LowPriorityPricePerHour : row.PricePerHour) <= MaxPricePerHour);

    private protected override ComputeTargetException CreateMissingError(string name, string location, IReadOnlyList<VmSize> rows) =>
        new(ErrorIds.InvalidVmSize, UnknownNames.DescribeSize(name, rows, location))
        {
            Remedy = $"{_listCommand} lists all sizes.",
            Correction = Suggestions.FindCorrection(name, rows.Select(row => row.Name)),
        };
}
