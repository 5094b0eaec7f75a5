using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.SignIn;

namespace AmlCompute.Client.Workspaces;

/// <summary>
/// The state of one runspace: the connected workspace, and a connection by the default sign-in for calls that cannot use its connection.
/// It returns the workspace of a call, with a connection.
/// </summary>
internal sealed class AmlSession
{
    /// <summary>The name of the variable in the scope of the module that contains the session.</summary>
    public const string VariableName = "AmlComputeSession";

    /// <summary>The time after which the Tab key reads values of the service again.</summary>
    private static readonly TimeSpan CompletionLifetime = TimeSpan.FromSeconds(30);

    /// <summary>The ids of the subscriptions of all sandboxes of this session, also after it was disconnected.</summary>
    private readonly HashSet<string> _sandboxSubscriptions =
        new(StringComparer.OrdinalIgnoreCase) { ConnectionFactory.SandboxSubscriptionId };

    private readonly CurrentWorkspace _displayed = new();

    /// <summary>The connection by the default sign-in; null until a call needs it.</summary>
    private ServiceConnection? _defaultConnection;

    /// <summary>Gets the workspace of the last Connect-AmlWorkspace; null if the session is not connected.</summary>
    public Workspace? Current { get; private set; }

    /// <summary>Gets the cache of responses for argument completion.</summary>
    public ResponseCache Completions { get; } = new(CompletionLifetime);

    /// <summary>Gets the connection of a call without a workspace: the connection of the session, or one by the default sign-in.</summary>
    /// <exception cref="ComputeTargetException">An environment variable of the default sign-in is not valid.</exception>
    public ServiceConnection Connection => Current is { Connection: ServiceConnection session } ? session : GetDefaultConnection();

    /// <summary>Makes a workspace that of the session.</summary>
    public void Connect(Workspace workspace)
    {
        Current = workspace;
        Display(workspace);
        if (workspace.Sandbox is { } sandbox)
        {
            // A sandbox can have the id of an Azure subscription; resource ids of that sandbox must not lead to requests to Azure later.
            _sandboxSubscriptions.UnionWith([workspace.SubscriptionId, .. sandbox.SubscriptionIds]);
        }
    }

    /// <summary>Removes the workspace, the sign-in and the cached responses. The list of sandbox subscriptions stays.</summary>
    public void Disconnect()
    {
        Current = null;
        _displayed.ReplaceWith(null);
        _defaultConnection = null;
        Completions.Clear();
    }

    /// <summary>
    /// Returns the workspace of a call: the specified one, which <see cref="SpecifiedWorkspace"/> finds, or with null that of the session,
    /// of a config file, or of the environment.
    /// </summary>
    /// <exception cref="ComputeTargetException">
    /// The value does not specify a workspace, no workspace was found, the config file cannot be read or lacks a name, or no connection can
    /// be created.
    /// </exception>
    public Workspace ResolveWorkspace(object? specified, Func<WorkspaceReference?> findConfig) => specified is null
        ? Current ?? Display(GetWorkspace(findConfig() ?? throw CreateNotResolvedError()))
        : SpecifiedWorkspace.Resolve(specified, this);

    /// <summary>
    /// Returns the result of <see cref="ResolveWorkspace"/> without a new sign-in: null if neither this session nor the specified workspace
    /// has a connection.
    /// </summary>
    /// <exception cref="ComputeTargetException">
    /// The value does not specify a workspace, no workspace was found, the config file cannot be read or lacks a name, or no connection can
    /// be created.
    /// </exception>
    public Workspace? FindSignedInWorkspace(object? specified, Func<WorkspaceReference?> findConfig) =>
        specified is Workspace || Current is not null || _defaultConnection is not null ? ResolveWorkspace(specified, findConfig) : null;

    /// <summary>
    /// Returns the workspace of a resource id with the connection of the session, or with one by the default sign-in. The connection to a
    /// sandbox is never used for a workspace of Azure, and the connection to Azure never for a workspace of a sandbox.
    /// </summary>
    /// <exception cref="ComputeTargetException">
    /// The workspace is in a sandbox, and the session is connected to none, or an environment variable of the default sign-in is not valid.
    /// </exception>
    public Workspace GetWorkspace(WorkspaceReference reference)
    {
        if (Current is not null && reference.Identifies(Current))
        {
            return Current;
        }

        bool isInSandbox = _sandboxSubscriptions.Contains(reference.SubscriptionId);
        if (Current is { Connection: ServiceConnection session }
            && (Current.IsSandbox == isInSandbox || reference.IsInSubscriptionOf(Current)))
        {
            return session.CreateWorkspace(reference);
        }

        return isInSandbox
            ? throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved, $"Workspace '{reference.Name}' belongs to a sandbox to which this session is not connected.")
            {
                Remedy = SpecifiedWorkspace.SandboxRemedy,
            }
            : GetDefaultConnection().CreateWorkspace(reference);
    }

    /// <summary>
    /// Finds a subscription of Azure: that of the session unless its workspace is in a sandbox, or else that of a config file or of the
    /// environment; null for none.
    /// </summary>
    /// <exception cref="ComputeTargetException">The config file cannot be read, or lacks a name.</exception>
    public string? FindAzureSubscriptionId(Func<WorkspaceReference?> findConfig) =>
        Current is { IsSandbox: false } workspace
            ? workspace.SubscriptionId
            : findConfig()?.SubscriptionId ?? WorkspaceConfig.FindSubscription(Environment.GetEnvironmentVariable);

    /// <summary>Returns the default of -SubscriptionId for a command that lists workspaces, also those of a sandbox.</summary>
    /// <exception cref="ComputeTargetException">
    /// No source has a subscription, or the config file cannot be read or lacks a name.
    /// </exception>
    public string RequireSubscriptionId(Func<WorkspaceReference?> findConfig) =>
        Current?.SubscriptionId ?? FindAzureSubscriptionId(findConfig) ?? throw new ComputeTargetException(
            ErrorIds.WorkspaceNotResolved,
            "-SubscriptionId is missing, and the session, a config.json file and the environment do not contain a subscription.")
        {
            Remedy = "Specify -SubscriptionId, or run Connect-AmlWorkspace.",
        };

    /// <summary>Marks a workspace as the current one, so that objects read from it can omit its name when they are displayed.</summary>
    private Workspace Display(Workspace workspace)
    {
        workspace.Connection.Session = _displayed;
        _displayed.ReplaceWith(workspace);
        return workspace;
    }

    private ServiceConnection GetDefaultConnection() =>
        _defaultConnection ??= ConnectionFactory.CreateAzure(new SignInOptions(), Environment.GetEnvironmentVariable);

    private static ComputeTargetException CreateNotResolvedError() => new(
        ErrorIds.WorkspaceNotResolved,
        "No workspace was specified, the session is not connected to a workspace, "
        + "and no config.json file or environment variable specifies one.");
}
