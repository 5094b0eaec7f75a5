using System.Management.Automation;
using System.Security;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;
using AmlCompute.Files;

namespace AmlCompute.Commands;

/// <summary>A command that works in a workspace: the one given, or the one of the session.</summary>
public abstract class WorkspaceScopedCommand : AmlComputeCommand, IConfigurationHost
{
    private readonly HashSet<string> _brokenRules = [];

    /// <summary>
    /// Gets or sets the workspace: an object of Connect-AmlWorkspace, a resource id, or the name of a workspace in the resource group of the session's.
    /// Wins over the workspace of a piped object and over the session's.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(WorkspaceCompleter))]
    [ValidateNotNullOrEmpty]
    public object? Workspace { get; set; }

    /// <summary>The error of parameters that do not go together, or of a value that cannot be.</summary>
    private protected static ComputeTargetException Invalid(string message) => ComputeTargetException.Invalid(message);

    /// <summary>The workspace of a call that names no other. Without one the command ends: no item could fare better.</summary>
    private protected Workspace CurrentWorkspace() => OrEnd(() => Session.Resolve((Workspace as PSObject)?.BaseObject ?? Workspace, Folder));

    /// <summary>The workspace of a piped object that carries one, unless the user named another.</summary>
    private protected Workspace WorkspaceOf(ComputeTarget target) => Workspace is null ? target.Workspace : CurrentWorkspace();

    /// <summary>The workspace in a resource id, unless the user named another.</summary>
    private protected Workspace WorkspaceOf(WorkspaceReference reference) => Workspace is null ? Session.For(reference) : CurrentWorkspace();

    /// <summary>Lists the compute targets of a workspace, page by page.</summary>
    private protected IEnumerable<ComputeTarget> List(Workspace workspace) =>
        Stream(call => ServiceConnection.ClientOf(workspace).ListPagesAsync(workspace, call)).SelectMany(page => page.Items);

    /// <summary>The compute targets that a pattern matches. The whole list first: what is done to one target must not move the pages of those that follow.</summary>
    private protected IReadOnlyList<ComputeTarget> ListWhole(Workspace workspace, WildcardPattern pattern) =>
        [.. List(workspace).Where(target => pattern.IsMatch(target.Name))];

    /// <summary>The compute targets that files describe.</summary>
    private protected IReadOnlyList<ComputeDefinition> ReadFiles(string[] patterns, string[] literals, string? name) => ComputeFiles.Read(
        [.. FilePaths.Resolve(SessionState.Path, patterns), .. FilePaths.ResolveLiteral(SessionState.Path, literals)], CurrentWorkspace, name);

    /// <summary>Warns of a name that the service may refuse: once for each rule, as the names of many targets are made by one pattern.</summary>
    private protected void WarnOfName(string name)
    {
        if (ComputeNames.Doubt(name) is { } doubt && _brokenRules.Add(doubt.Rule))
        {
            WriteWarning(doubt.Message);
        }
    }

    /// <summary>Begins the work on one target. No other item works on the same target until the service has taken this one's change over.</summary>
    /// <param name="workspace">The workspace of the target.</param>
    /// <param name="name">Its name.</param>
    /// <param name="given">What an error is about, if it is not the name.</param>
    /// <param name="work">Runs on the pool; never sees the command.</param>
    /// <param name="write">Runs on the pipeline thread.</param>
    private protected void Begin<T>(Workspace workspace, string name, object? given, Func<CallContext, Task<T>> work, Action<T> write) =>
        Begin(given ?? name, work, write, (workspace.Connection, $"{workspace.Id}/{name}".ToUpperInvariant()), workspace.Name);

    /// <inheritdoc/>
    bool IConfigurationHost.ChecksValues => ChecksValues;

    /// <summary>Gets a value indicating whether the command tells by a check what others refuse.</summary>
    private protected virtual bool ChecksValues => false;

    Workspace IConfigurationHost.CurrentWorkspace() => CurrentWorkspace();

    SecureString IConfigurationHost.ReadSecret(string path, string parameter)
    {
        try
        {
            return SecretFile.Read(FilePaths.ResolveLiteral(SessionState.Path, path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"-{parameter}: {exception.Message}", exception);
        }
    }
}
