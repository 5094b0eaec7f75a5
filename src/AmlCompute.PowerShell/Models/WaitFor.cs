namespace AmlCompute;

/// <summary>The condition that ends a wait.</summary>
public enum WaitFor
{
    /// <summary>The provisioning state is Succeeded.</summary>
    Provisioned,

    /// <summary>A compute instance is Running.</summary>
    Running,

    /// <summary>A compute instance is Stopped.</summary>
    Stopped,

    /// <summary>The current number of nodes of a cluster equals its target number.</summary>
    Steady,

    /// <summary>The target no longer exists.</summary>
    Removed,

    /// <summary>
    /// The target can be used: provisioned, and not failed afterwards; a cluster is steady with at least its minimum of nodes.
    /// </summary>
    Usable,
}
