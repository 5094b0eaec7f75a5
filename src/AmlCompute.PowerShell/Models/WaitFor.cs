namespace AmlCompute;

/// <summary>The condition that ends a wait.</summary>
public enum WaitFor
{
    /// <summary>The provisioning state is Succeeded.</summary>
    Provisioned,

    /// <summary>A compute instance is provisioned and runs: its state is Running or JobRunning.</summary>
    Running,

    /// <summary>A compute instance is provisioned, and its state is Stopped.</summary>
    Stopped,

    /// <summary>A cluster is provisioned, its allocation state is Steady, and it has its target number of nodes.</summary>
    Steady,

    /// <summary>The target no longer exists, or another one has its name.</summary>
    Removed,

    /// <summary>
    /// The target can be used: it is provisioned and has not failed afterwards. An instance is not changing its state, and a cluster is
    /// steady with at least its minimum of nodes.
    /// </summary>
    Usable,
}
