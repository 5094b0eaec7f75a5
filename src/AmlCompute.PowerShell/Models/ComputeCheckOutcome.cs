namespace AmlCompute;

/// <summary>The outcome of a check of Test-AmlComputeTarget.</summary>
public enum ComputeCheckOutcome
{
    /// <summary>The check passed.</summary>
    Passed,

    /// <summary>The target can fail, or can work only in part.</summary>
    Warning,

    /// <summary>The target cannot be created, cannot get all of its nodes, or does not work.</summary>
    Failed,

    /// <summary>The check could not run.</summary>
    Skipped,
}
