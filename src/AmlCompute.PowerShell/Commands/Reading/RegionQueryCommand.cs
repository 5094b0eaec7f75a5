using System.Management.Automation;
using AmlCompute.Client.Http;
using AmlCompute.Client.Regions;
using AmlCompute.Commands.Parameters;
using AmlCompute.Commands.Reading;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command that reads a list of the region and emits the rows that match.</summary>
/// <typeparam name="T">The type of a row.</typeparam>
public abstract class RegionQueryCommand<T> : WorkspaceScopedCommand
{
    /// <summary>Gets or sets the families, such as standardDSv2Family; wildcards are allowed. Display names match too.</summary>
    [Parameter(Position = 0)]
    [Alias("Family")]
    [ArgumentCompleter(typeof(UsageNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public virtual string[] Name { get; set; } = [];

    /// <summary>Gets or sets the region. The default is the region of the workspace.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LocationCompleter))]
    [ValidateNotNullOrEmpty]
    public virtual string? Location { get; set; }

    /// <summary>Gets or sets the piped workspaces, whose regions are read.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? PipelineObject { get; set; }

    private protected override bool IsAboutTargets => false;

    private protected override bool SharesConnection => PipelineObject is null;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _ = OrEnd(() => Array.ConvertAll(Name, Patterns.Parse));
        Workspace? current = PipelineObject is null ? CurrentWorkspace() : null;
        Attempt(PipelineObject, () =>
        {
            Workspace workspace = current ?? new FleetChoice(Workspace, false, []).Piped(PipelineObject!, Session, FindConfig);
            (string location, IReadOnlyList<T> rows) = Await(async call =>
            {
                RegionCatalog region = await RegionCatalog.OpenAsync(workspace, Location, call).ConfigureAwait(false);
                return (region.Location, await ReadAsync(region, call).ConfigureAwait(false));
            });
            ReportMissing(location, rows);
            Write(rows);
        });
    }

    /// <summary>Writes an error for each name without wildcards that no row has.</summary>
    private protected void ReportMissing(string location, IReadOnlyList<T> rows)
    {
        foreach (string name in Name.Where(name =>
            !WildcardPattern.ContainsWildcardCharacters(name) && !rows.Any(row => IsNamed(row, Patterns.Parse(name).IsMatch))))
        {
            Fail(NoSuch(name, location, rows), name);
        }
    }

    /// <summary>Writes the rows that the parameters select.</summary>
    private protected virtual void Write(IEnumerable<T> rows)
    {
        WildcardPattern[] names = Array.ConvertAll(Name, Patterns.Parse);
        WriteObject(
            rows.Where(row => Fits(row) && (names.Length == 0 || names.Any(name => IsNamed(row, name.IsMatch)))),
            enumerateCollection: true);
    }

    private protected abstract Task<IReadOnlyList<T>> ReadAsync(RegionCatalog region, CallContext call);

    /// <summary>Returns true if the name or pattern selects the row.</summary>
    private protected abstract bool IsNamed(T row, Func<string, bool> matches);

    /// <summary>Returns true if the other parameters select the row.</summary>
    private protected abstract bool Fits(T row);

    /// <summary>Creates the error for a name that no row has.</summary>
    private protected abstract ComputeTargetException NoSuch(string name, string location, IReadOnlyList<T> rows);
}
