using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.SignIn;

namespace AmlCompute.Client.Workspaces;

/// <summary>The state of one runspace: the connected workspace, and the connection by the default sign-in without one.</summary>
internal sealed class AmlSession
{
    /// <summary>The name of the variable in the scope of the module that contains the session.</summary>
    public const string VariableName = "AmlComputeSession";

    private static readonly TimeSpan CompletionLifetime = TimeSpan.FromSeconds(30);

    private readonly HashSet<string> _sandboxSubscriptions =
        new(StringComparer.OrdinalIgnoreCase) { ConnectionFactory.SandboxSubscriptionId };

    private static readonly char[] Wildcards = ['*', '?', '['];

    private readonly CurrentWorkspace _shown = new();
    private ServiceConnection? _default;

    /// <summary>Gets the workspace of the last Connect-AmlWorkspace; null if the session is not connected.</summary>
    public Workspace? Current { get; private set; }

    /// <summary>Gets the cache of responses for argument completion.</summary>
    public ResponseCache Completions { get; } = new(CompletionLifetime);

    public void Connect(Workspace workspace)
    {
        Current = workspace;
        Show(workspace);
        if (workspace.Sandbox is { } sandbox)
        {
            // A sandbox can have the id of an Azure subscription; resource ids of that sandbox must not lead to requests to Azure later.
            _sandboxSubscriptions.UnionWith([workspace.SubscriptionId, .. sandbox.SubscriptionIds]);
        }
    }

    /// <summary>
    /// Returns the workspace of a call: the specified one, or that of the session, of a config file, or of the environment. A workspace is
    /// specified by an object, a saved one, its name or its resource id.
    /// </summary>
    public Workspace Resolve(object? given, Func<WorkspaceReference?> findConfig) => given switch
    {
        Workspace workspace => workspace,
        SavedWorkspace saved => ForSaved(saved),
        string text when text.Contains('/') => For(WorkspaceReference.Parse(text, "resource id")),
        string name when name.IndexOfAny(Wildcards) >= 0 => throw ComputeTargetException.CreateInvalidArgument(
            $"-Workspace '{name}' has wildcards, and this command takes one workspace. "
            + $"Pipe the targets of several: Get-AmlComputeTarget -Workspace '{name}' | ..."),
        string name => InSameGroup(name),
        null => Current ?? Show(For(findConfig() ?? throw NotResolved())),
        _ when given.GetType() is var other && other.FullName == typeof(Workspace).FullName =>
            throw ComputeTargetException.CreateInvalidArgument(
            $"The workspace is an object of another copy of AmlCompute, '{other.Assembly.Location}'; this command is of "
            + $"'{typeof(Workspace).Assembly.Location}'. Start a new PowerShell process, and import one of the two."),
        _ => throw ComputeTargetException.CreateInvalidArgument(
            $"A value of type {given.GetType().Name} is not a valid -Workspace; specify a workspace, its name or its resource id."),
    };

    /// <summary>Returns the result of <see cref="Resolve"/> if this session is signed in; null otherwise.</summary>
    public Workspace? ResolveSignedIn(object? given, Func<WorkspaceReference?> findConfig) =>
        given is Workspace || Current is not null || _default is not null ? Resolve(given, findConfig) : null;

    /// <summary>
    /// Returns the workspace of a resource id with the connection of the session. The connection to a sandbox is never used for a workspace
    /// of Azure, and the connection to Azure never for a workspace of a sandbox.
    /// </summary>
    public Workspace For(WorkspaceReference reference)
    {
        if (Current is not null && reference.Names(Current))
        {
            return Current;
        }

        bool ofSandbox = _sandboxSubscriptions.Contains(reference.SubscriptionId);
        if (Current is { Connection: ServiceConnection session }
            && (Current.IsSandbox == ofSandbox || reference.IsInSubscriptionOf(Current)))
        {
            return session.Describe(reference);
        }

        return ofSandbox
            ? throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved, $"Workspace '{reference.Name}' belongs to a sandbox to which this session is not connected.")
            : Default().Describe(reference);
    }

    /// <summary>Gets the connection of a call without a workspace: the connection of the session, or one by the default sign-in.</summary>
    public ServiceConnection Connection => Current is { Connection: ServiceConnection session } ? session : Default();

    /// <summary>Returns the subscription of a call: that of the session, of a config file, or of the environment.</summary>
    public string? SubscriptionId(Func<WorkspaceReference?> findConfig, bool inSandbox) =>
        Current is not null && Current.IsSandbox == inSandbox
            ? Current.SubscriptionId
            : findConfig()?.SubscriptionId ?? WorkspaceConfig.SubscriptionIn(Environment.GetEnvironmentVariable);

    /// <summary>Returns the subscription whose workspaces the connection lists without -SubscriptionId.</summary>
    public string RequireSubscriptionId(Func<WorkspaceReference?> findConfig) =>
        SubscriptionId(findConfig, Connection.Sandbox is not null) ?? throw new ComputeTargetException(
            ErrorIds.WorkspaceNotResolved,
            "-SubscriptionId is missing, and the session, a config.json file and the environment do not contain a subscription.")
        {
            Remedy = "Give -SubscriptionId, or run Connect-AmlWorkspace.",
        };

    /// <summary>Removes the workspace and the sign-in. The list of sandbox subscriptions stays.</summary>
    public void Forget()
    {
        Current = null;
        _shown.Workspace = null;
        _default = null;
        Completions.Clear();
    }

    /// <summary>Marks a workspace as the current one, so that objects read from it can omit its name when they are displayed.</summary>
    private Workspace Show(Workspace workspace)
    {
        workspace.Connection.Session = _shown;
        _shown.Workspace = workspace;
        return workspace;
    }

    private static ComputeTargetException NotResolved() => new(
        ErrorIds.WorkspaceNotResolved,
        "No workspace was specified, the session is not connected to a workspace, "
        + "and no config.json file or environment variable specifies one.");

    /// <summary>Returns the workspace with a name in the resource group of the session's workspace.</summary>
    private Workspace InSameGroup(string name) =>
        Current is null
            ? throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved,
                $"The workspace '{name}' cannot be found by its name, because the session is not connected to a workspace. "
                + "Specify its resource id.")
            : For(new WorkspaceReference(Current.SubscriptionId, Current.ResourceGroupName, name, "name"));

    private ServiceConnection Default() => _default ??= ConnectionFactory.Azure(new SignInOptions(), Environment.GetEnvironmentVariable);

    /// <summary>Returns the workspace of a saved object, or one of another session, with the connection of this session.</summary>
    private Workspace ForSaved(SavedWorkspace saved)
    {
        (string id, string? environment) = saved;
        WorkspaceReference reference = WorkspaceReference.Parse(id, "saved workspace");
        bool ofSandbox = environment == ConnectionFactory.SandboxEnvironment;
        if (ofSandbox && !(Current?.Sandbox is { } sandbox
            && (reference.IsInSubscriptionOf(Current)
                || sandbox.SubscriptionIds.Contains(reference.SubscriptionId, StringComparer.OrdinalIgnoreCase))))
        {
            throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved,
                $"Workspace '{reference.Name}' was saved, and belongs to a sandbox to which this session is not connected.")
            {
                Remedy = "Use the object in the process that created the sandbox.",
            };
        }

        return environment is null || ofSandbox || environment == Connection.Environment
            ? For(reference)
            : throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved,
                $"Workspace '{reference.Name}' was saved, and is in {environment}; this session is connected to {Connection.Environment}.")
            {
                Remedy = $"Run Connect-AmlWorkspace -ResourceId {id} -Environment {environment}.",
            };
    }
}

/// <summary>A workspace that was saved and read, or came from a job or another session, and has no connection.</summary>
/// <param name="Id">The resource id.</param>
/// <param name="Environment">The name of the environment; null if the object does not have it.</param>
internal sealed record SavedWorkspace(string Id, string? Environment);
