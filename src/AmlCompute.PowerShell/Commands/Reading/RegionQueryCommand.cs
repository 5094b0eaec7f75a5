using System.Management.Automation;
using AmlCompute.Client.Http;
using AmlCompute.Client.Regions;
using AmlCompute.Commands.Parameters;
using AmlCompute.Commands.Reading;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command that reads a list of a region, such as its sizes or quotas, and emits the rows that match.</summary>
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
        // A name that is not a valid pattern ends the command before a request.
        _ = RunOrEnd(() => Array.ConvertAll(Name, Patterns.Parse));
        Workspace? current = PipelineObject is null ? ResolveWorkspace() : null;
        Attempt(PipelineObject, () =>
        {
            Workspace workspace = current ?? new FleetChoice(Workspace, false, []).ResolvePiped(PipelineObject!, Session, FindConfig);
            (string location, IReadOnlyList<T> rows) = Await(async call =>
            {
                RegionCatalog region = await RegionCatalog.CreateAsync(workspace, Location, call).ConfigureAwait(false);
                return (region.Location, await ReadRowsAsync(region, call).ConfigureAwait(false));
            });
            WriteMissing(location, rows);
            WriteRows(rows);
        });
    }

    /// <summary>Writes an error for each name without wildcards that no row has.</summary>
    private protected void WriteMissing(string location, IReadOnlyList<T> rows)
    {
        foreach (string name in Name.Where(name =>
            !WildcardPattern.ContainsWildcardCharacters(name) && !rows.Any(row => IsNamed(row, Patterns.Parse(name).IsMatch))))
        {
            WriteFailure(CreateMissingError(name, location, rows), name);
        }
    }

    /// <summary>Writes the rows that the parameters select.</summary>
    private protected virtual void WriteRows(IEnumerable<T> rows)
    {
        WildcardPattern[] names = Array.ConvertAll(Name, Patterns.Parse);
        WriteObject(
            rows.Where(row => IsSelected(row) && (names.Length == 0 || names.Any(name => IsNamed(row, name.IsMatch)))),
            enumerateCollection: true);
    }

    private protected abstract Task<IReadOnlyList<T>> ReadRowsAsync(RegionCatalog region, CallContext call);

    /// <summary>Returns true if the name or pattern selects the row.</summary>
    private protected abstract bool IsNamed(T row, Func<string, bool> matches);

    /// <summary>Returns true if the parameters other than -Name select the row.</summary>
    private protected abstract bool IsSelected(T row);

    /// <summary>Creates the error for a name that no row has.</summary>
    private protected abstract ComputeTargetException CreateMissingError(string name, string location, IReadOnlyList<T> rows);
}
