namespace AmlCompute;

/// <summary>The kind of change that applies a difference.</summary>
public enum ComputeChangeKind
{
    /// <summary>The service changes the existing compute target.</summary>
    InPlace,

    /// <summary>The command deletes or detaches the compute target, then creates or attaches it again.</summary>
    Replace,
}
