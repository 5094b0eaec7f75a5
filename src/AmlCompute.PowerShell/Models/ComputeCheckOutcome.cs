namespace AmlCompute;

/// <summary>The outcome of a check.</summary>
public enum ComputeCheckOutcome
{
    /// <summary>The check passed.</summary>
    Passed,

    /// <summary>The configuration can fail, or can only work in part.</summary>
    Warning,

    /// <summary>The configuration will fail.</summary>
    Failed,

    /// <summary>The check could not run, or no longer applied.</summary>
    Skipped,
}
