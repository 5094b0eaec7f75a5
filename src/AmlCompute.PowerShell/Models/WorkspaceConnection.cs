namespace AmlCompute;

/// <summary>What a workspace object knows of the connection it carries. The client behind it is the business of the client layer.</summary>
internal abstract class WorkspaceConnection
{
    protected WorkspaceConnection(string environment, WorkspaceSandbox? sandbox)
    {
        Environment = environment;
        Sandbox = sandbox;
    }

    /// <summary>Gets the name of the environment the connection goes to.</summary>
    public string Environment { get; }

    /// <summary>Gets the controls of the sandbox, when the connection goes to one.</summary>
    public WorkspaceSandbox? Sandbox { get; }
}
