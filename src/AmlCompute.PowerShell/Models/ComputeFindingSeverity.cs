namespace AmlCompute;

/// <summary>The severity of a finding.</summary>
public enum ComputeFindingSeverity
{
    /// <summary>The finding can have a good reason.</summary>
    Low,

    /// <summary>The target should be changed.</summary>
    Medium,

    /// <summary>The target does not work, or is open to the internet.</summary>
    High,
}
