using AmlCompute.Client.Arm;

namespace AmlCompute.Client.Workspaces;

/// <summary>Finds the workspace that the value of -Workspace specifies.</summary>
internal static class SpecifiedWorkspace
{
    /// <summary>The remedy for a workspace of a sandbox to which the session is not connected.</summary>
    public const string SandboxRemedy =
        "In the process that created the sandbox, pipe its workspace object to Connect-AmlWorkspace, then retry the command.";

    private static readonly char[] Wildcards = ['*', '?', '['];

    /// <summary>Returns the workspace with its own connection, or else with the connection that the session has for it.</summary>
    /// <param name="value">A workspace, a saved one, or the resource id or name of a workspace.</param>
    /// <param name="session">The session.</param>
    /// <exception cref="ComputeTargetException">
    /// The value does not specify a workspace, or the session has no connection for it.
    /// </exception>
    public static Workspace Resolve(object value, AmlSession session) => value switch
    {
        Workspace workspace => workspace,
        SavedWorkspace saved => GetSaved(saved, session),
        string id when id.Contains('/') => session.GetWorkspace(WorkspaceReference.Parse(id, "resource id")),
        string name => GetInSameGroup(name, session),
        _ => throw CreateInvalidValueError(value),
    };

    /// <summary>Returns the workspace with a name in the resource group of the session's workspace.</summary>
    private static Workspace GetInSameGroup(string name, AmlSession session)
    {
        if (name.IndexOfAny(Wildcards) >= 0)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"-Workspace '{name}' has wildcards, and this command takes one workspace. "
                + "Specify one by its name, or pipe the targets of several to a command for targets: "
                + $"Get-AmlComputeTarget -Workspace {CommandText.Quote(name)} | ...");
        }

        return session.Current is { } current
            ? session.GetWorkspace(new WorkspaceReference(current.SubscriptionId, current.ResourceGroupName, name, "name"))
            : throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved,
                $"The workspace '{name}' cannot be found by its name, because the session is not connected to a workspace. "
                + "Specify its resource id.");
    }

    /// <summary>Returns the workspace that was saved, or came from another session, with the connection of this session.</summary>
    private static Workspace GetSaved(SavedWorkspace saved, AmlSession session)
    {
        WorkspaceReference reference = WorkspaceReference.Parse(saved.Id, "saved workspace");
        bool isInSandbox = saved.Environment == ConnectionFactory.SandboxEnvironment;
        if (isInSandbox && !IsInSandbox(reference, session.Current))
        {
            throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved,
                $"Workspace '{reference.Name}' was saved, and belongs to a sandbox to which this session is not connected.")
            {
                Remedy = SandboxRemedy,
            };
        }

        if (!isInSandbox && saved.Environment is { } environment && environment != session.Connection.Environment)
        {
            throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved,
                $"Workspace '{reference.Name}' was saved, and is in {environment}; this session uses {session.Connection.Environment}.")
            {
                Remedy = "Connect to the workspace: "
                    + $"Connect-AmlWorkspace -ResourceId {CommandText.Quote(saved.Id)} {FormatEnvironment(environment)}",
            };
        }

        return session.GetWorkspace(reference);
    }

    /// <summary>Returns true if the current workspace is in a sandbox that has the subscription of the reference.</summary>
    private static bool IsInSandbox(WorkspaceReference reference, Workspace? current) =>
        current?.Sandbox is { } sandbox
        && (reference.IsInSubscriptionOf(current)
            || sandbox.SubscriptionIds.Contains(reference.SubscriptionId, StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// Returns the parameter of Connect-AmlWorkspace for an environment, whose name is its address if it was specified by -Endpoint.
    /// </summary>
    private static string FormatEnvironment(string environment) =>
        $"{(environment.Contains("://") ? "-Endpoint" : "-Environment")} {CommandText.Quote(environment)}";

    /// <summary>Creates the error for a value of another type; a type of the same name is of another copy of the module.</summary>
    private static ComputeTargetException CreateInvalidValueError(object value)
    {
        Type type = value.GetType();
        return ComputeTargetException.CreateInvalidArgument(type.FullName == typeof(Workspace).FullName
            ? $"The workspace is an object of another copy of AmlCompute, '{type.Assembly.Location}'; this command is of "
                + $"'{typeof(Workspace).Assembly.Location}'. Start a new PowerShell process, and import one of the two."
            : $"A value of type {type.Name} is not a valid -Workspace; specify a workspace, its name or its resource id.");
    }
}
