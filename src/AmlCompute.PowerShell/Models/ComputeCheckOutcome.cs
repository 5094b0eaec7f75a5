namespace AmlCompute;

/// <summary>The outcome of a check of Test-AmlComputeTarget.</summary>
public enum ComputeCheckOutcome
{
    /// <summary>The check passed.</summary>
    Passed,

    /// <summary>The configuration can fail, or can only work in part.</summary>
    Warning,

    /// <summary>The configuration will fail.</summary>
    Failed,

    /// <summary>The check could not run, or does not apply to the target.</summary>
    Skipped,
}
