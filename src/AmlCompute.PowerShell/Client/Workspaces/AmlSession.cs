using AmlCompute.Client.Arm;
using AmlCompute.Client.SignIn;

namespace AmlCompute.Client.Workspaces;

/// <summary>What one runspace remembers: the workspace it is connected to, and the connection it makes by itself when it is asked without one.</summary>
internal sealed class AmlSession
{
    /// <summary>The variable of the module's scope that holds it.</summary>
    public const string VariableName = "AmlComputeSession";

    private static readonly TimeSpan CompletionLifetime = TimeSpan.FromSeconds(30);

    private readonly HashSet<string> _sandboxSubscriptions = new(StringComparer.OrdinalIgnoreCase) { ConnectionFactory.SandboxSubscriptionId };
    private readonly CurrentWorkspace _shown = new();
    private ServiceConnection? _default;

    /// <summary>Gets the workspace that Connect-AmlWorkspace chose.</summary>
    public Workspace? Current { get; private set; }

    /// <summary>Gets the responses that completion read a short time ago.</summary>
    public ResponseCache Completions { get; } = new(CompletionLifetime);

    /// <summary>Makes a workspace that of the session.</summary>
    public void Connect(Workspace workspace)
    {
        Current = workspace;
        Show(workspace);
        if (workspace.IsSandbox)
        {
            // A user may give a sandbox a subscription of Azure; ids of that sandbox must not lead to Azure later.
            _sandboxSubscriptions.Add(workspace.SubscriptionId);
        }
    }

    /// <summary>
    /// The workspace of a call: the one given, else the session's, else the one that a config file or the environment names.
    /// </summary>
    /// <param name="given">A workspace, its name, or its resource id; null when nothing was given.</param>
    /// <param name="folder">Where the search for a config file starts.</param>
    /// <exception cref="ComputeTargetException">There is none, or what was given names none.</exception>
    public Workspace Resolve(object? given, string folder) => given switch
    {
        Workspace workspace => workspace,
        string text when text.Contains('/') => For(WorkspaceReference.Parse(text, "resource id")),
        string name => Sibling(name),
        null => Current ?? Show(For(WorkspaceConfig.Find(folder, Environment.GetEnvironmentVariable) ?? throw NotResolved())),
        _ => throw ComputeTargetException.Invalid(
            $"-Workspace takes a workspace, its name or its resource id, not {given.GetType().Name}."),
    };

    /// <summary>The workspace of a call, as <see cref="Resolve"/> tells it, if this session is signed in; null otherwise.</summary>
    public Workspace? ResolveSignedIn(object? given, string folder) =>
        given is Workspace || Current is not null || _default is not null ? Resolve(given, folder) : null;

    /// <summary>
    /// The workspace that a resource id names, over the session's connection; a sandbox's is never used for a workspace of Azure, nor the other way round.
    /// </summary>
    public Workspace For(WorkspaceReference reference)
    {
        if (Current is not null && reference.Names(Current))
        {
            return Current;
        }

        bool ofSandbox = _sandboxSubscriptions.Contains(reference.SubscriptionId);
        if (Current is { Connection: ServiceConnection session } && (Current.IsSandbox == ofSandbox || reference.IsBeside(Current)))
        {
            return session.Describe(reference);
        }

        return ofSandbox
            ? throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved, $"Workspace '{reference.Name}' lives in a sandbox that this session is not connected to.")
            : Default().Describe(reference);
    }

    /// <summary>Gets the connection of a call that names no workspace: the session's, else one by the default sign-in.</summary>
    public ServiceConnection Connection => Current is { Connection: ServiceConnection session } ? session : Default();

    /// <summary>
    /// The subscription of a call that names none: the session's, else the one that a config file or the environment names.
    /// </summary>
    /// <param name="folder">Where the search for a config file starts.</param>
    /// <param name="inSandbox">Whether one of a sandbox is meant, or one of Azure.</param>
    public string? SubscriptionId(string folder, bool inSandbox) =>
        Current is not null && Current.IsSandbox == inSandbox ? Current.SubscriptionId
        : WorkspaceConfig.Find(folder, Environment.GetEnvironmentVariable)?.SubscriptionId ?? WorkspaceConfig.SubscriptionIn(Environment.GetEnvironmentVariable);

    /// <summary>Forgets the workspace and the sign-in; not which subscriptions are those of sandboxes.</summary>
    public void Forget()
    {
        Current = null;
        _shown.Workspace = null;
        _default = null;
        Completions.Clear();
    }

    /// <summary>Lets what is read of a workspace know that it is the one that is meant when none is named.</summary>
    private Workspace Show(Workspace workspace)
    {
        workspace.Connection.Session = _shown;
        _shown.Workspace = workspace;
        return workspace;
    }

    private static ComputeTargetException NotResolved() =>
        new(ErrorIds.WorkspaceNotResolved, "No workspace was given, the session is not connected to one, and neither a config.json nor the environment names one.");

    /// <summary>A name alone means a workspace beside the session's.</summary>
    private Workspace Sibling(string name) =>
        Current is null
            ? throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved, $"The name '{name}' alone does not tell which workspace is meant: the session is not connected to one. Give its resource id.")
            : For(new WorkspaceReference(Current.SubscriptionId, Current.ResourceGroupName, name, "name"));

    private ServiceConnection Default() => _default ??= ConnectionFactory.Azure(new SignInOptions(), Environment.GetEnvironmentVariable);
}
