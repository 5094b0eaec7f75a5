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
    /// <summary>The values of -Name with their patterns.</summary>
    private (string Text, WildcardPattern Pattern)[] _names = [];

    /// <summary>Gets or sets the families, such as standardDSv2Family; wildcards are allowed. Display names match, too.</summary>
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

    /// <summary>Gets or sets the piped workspace; null for the workspace of -Workspace or of the session.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? PipelineObject { get; set; }

    private protected override bool IsAboutTargets => false;

    private protected override bool SharesConnection => PipelineObject is null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _names = RunOrEnd(() => Array.ConvertAll(Name, name => (name, Patterns.Parse(name))));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // A missing workspace ends the command, but a piped object that is not a workspace is an error of that object.
        Workspace? current = PipelineObject is null ? ResolveWorkspace() : null;
        Attempt(PipelineObject, () =>
        {
            Workspace workspace = current
                ?? new FleetChoice(Workspace, allWorkspaces: false, subscriptions: []).ResolvePiped(PipelineObject!, Session, FindConfig);
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
        foreach ((string name, WildcardPattern pattern) in _names)
        {
            if (!WildcardPattern.ContainsWildcardCharacters(name) && !rows.Any(row => IsNamed(row, pattern.IsMatch)))
            {
                WriteFailure(CreateMissingError(name, location, rows), name);
            }
        }
    }

    /// <summary>Writes the rows that the parameters select.</summary>
    private protected virtual void WriteRows(IEnumerable<T> rows) => WriteObject(
        rows.Where(row => IsSelected(row) && (_names.Length == 0 || Array.Exists(_names, name => IsNamed(row, name.Pattern.IsMatch)))),
        enumerateCollection: true);

    /// <summary>Reads all rows of the region, on the thread pool.</summary>
    private protected abstract Task<IReadOnlyList<T>> ReadRowsAsync(RegionCatalog region, CallContext call);

    /// <summary>Returns true if one of the names of the row matches a name or pattern.</summary>
    private protected abstract bool IsNamed(T row, Func<string, bool> matches);

    /// <summary>Returns true if the parameters other than -Name select the row.</summary>
    private protected abstract bool IsSelected(T row);

    /// <summary>Creates the error for a name that no row has.</summary>
    private protected abstract ComputeTargetException CreateMissingError(string name, string location, IReadOnlyList<T> rows);
}
