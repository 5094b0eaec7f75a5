namespace AmlCompute;

/// <summary>The kind of change that applies a difference.</summary>
public enum ComputeChangeKind
{
    /// <summary>The service changes the existing compute target.</summary>
    InPlace,

    /// <summary>The command deletes the compute target and creates a new one.</summary>
    Replace,
}
