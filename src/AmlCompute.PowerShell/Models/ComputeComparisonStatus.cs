namespace AmlCompute;

/// <summary>The result of a comparison.</summary>
public enum ComputeComparisonStatus
{
    /// <summary>The target matches its wanted configuration.</summary>
    Same,

    /// <summary>The target exists, and properties differ.</summary>
    Different,

    /// <summary>The configuration is wanted, and the target does not exist or is being deleted.</summary>
    Missing,

    /// <summary>The target exists, and no given configuration contains it.</summary>
    Extra,
}
