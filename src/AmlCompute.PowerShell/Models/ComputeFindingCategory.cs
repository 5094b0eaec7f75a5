namespace AmlCompute;

/// <summary>The category of a rule of Find-AmlComputeFinding.</summary>
public enum ComputeFindingCategory
{
    /// <summary>The target costs money or quota that it may not need.</summary>
    Cost,

    /// <summary>The target is open to more users or networks, or gives its user more rights, than it may need.</summary>
    Security,

    /// <summary>The target, or a part of it, does not work or is out of date.</summary>
    Health,

    /// <summary>Azure has retired the size of the target, or will.</summary>
    Retirement,
}
