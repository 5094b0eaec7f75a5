namespace AmlCompute.Models;

/// <summary>The effect of a DELETE on the Azure resource of a compute target.</summary>
internal enum UnderlyingResourceAction
{
    /// <summary>The DELETE deletes the resource.</summary>
    Delete,

    /// <summary>The DELETE keeps the resource and removes its association with the workspace.</summary>
    Detach,
}
