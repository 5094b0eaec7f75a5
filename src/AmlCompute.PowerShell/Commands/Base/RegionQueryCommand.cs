using System.Management.Automation;
using AmlCompute.Client.Regions;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command that reads what a region has, and keeps the rows that fit.</summary>
/// <typeparam name="T">A row.</typeparam>
public abstract class RegionQueryCommand<T> : WorkspaceScopedCommand
{
    /// <summary>Gets or sets the families, such as standardDSv2Family; wildcards are allowed. Names for people are looked through, too.</summary>
    [Parameter(Position = 0)]
    [Alias("Family")]
    [ArgumentCompleter(typeof(UsageNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public virtual string[] Name { get; set; } = [];

    /// <summary>Gets or sets the region; that of the workspace unless given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LocationCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Location { get; set; }

    private protected override bool IsAboutTargets => false;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        WildcardPattern[] names = OrEnd(() => Array.ConvertAll(Name, Patterns.Parse));
        Workspace workspace = CurrentWorkspace();
        Attempt(null, () =>
        {
            (string location, IReadOnlyList<T> rows) = Await(async call =>
            {
                RegionCatalog region = await RegionCatalog.OpenAsync(workspace, Location, call).ConfigureAwait(false);
                return (region.Location, await ReadAsync(region).ConfigureAwait(false));
            });
            foreach (string name in Name.Where((name, i) => !WildcardPattern.ContainsWildcardCharacters(name) && !rows.Any(row => IsNamed(row, names[i].IsMatch))))
            {
                Fail(NoSuch(name, location, rows), name);
            }

            foreach (T row in rows.Where(row => Fits(row) && (names.Length == 0 || names.Any(name => IsNamed(row, name.IsMatch)))))
            {
                WriteObject(row);
            }
        });
    }

    /// <summary>Reads all rows.</summary>
    private protected abstract Task<IReadOnlyList<T>> ReadAsync(RegionCatalog region);

    /// <summary>Whether a name means that row.</summary>
    private protected abstract bool IsNamed(T row, Func<string, bool> matches);

    /// <summary>Whether the other parameters keep that row.</summary>
    private protected abstract bool Fits(T row);

    /// <summary>What to say of a name that no row has.</summary>
    private protected abstract ComputeTargetException NoSuch(string name, string location, IReadOnlyList<T> rows);
}
