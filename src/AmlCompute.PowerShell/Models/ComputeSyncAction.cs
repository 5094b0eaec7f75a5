namespace AmlCompute;

/// <summary>The action that applies the wanted configuration to a compute target.</summary>
public enum ComputeSyncAction
{
    /// <summary>No action: the target matches its wanted configuration.</summary>
    None,

    /// <summary>The service creates the target.</summary>
    Create,

    /// <summary>The service attaches an existing resource.</summary>
    Attach,

    /// <summary>The service changes the existing target.</summary>
    Update,

    /// <summary>The command deletes or detaches the target, then creates or attaches it again.</summary>
    Replace,

    /// <summary>The service deletes the target and the resources it created for it.</summary>
    Delete,

    /// <summary>The service detaches the target from the workspace; the attached resource remains.</summary>
    Detach,
}
