namespace AmlCompute;

/// <summary>The severity of a finding.</summary>
public enum ComputeFindingSeverity
{
    /// <summary>The finding can have a good reason.</summary>
    Low,

    /// <summary>The target should be changed.</summary>
    Medium,

    /// <summary>The target or a part of it does not work, its size is retired, or it is open to the internet.</summary>
    High,
}
