namespace AmlCompute;

/// <summary>What a wait waits for.</summary>
public enum WaitFor
{
    /// <summary>The provisioning state is Succeeded.</summary>
    Provisioned,

    /// <summary>A compute instance is Running.</summary>
    Running,

    /// <summary>A compute instance is Stopped.</summary>
    Stopped,

    /// <summary>A cluster has as many nodes as it wants.</summary>
    Steady,

    /// <summary>The target is gone.</summary>
    Removed,
}
