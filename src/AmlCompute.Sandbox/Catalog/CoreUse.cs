namespace AmlCompute.Sandbox.Catalog;

/// <summary>Nodes of one VM size that a compute uses or requests, and their cores.</summary>
internal sealed record CoreUse(VmSize Size, int Nodes, bool IsLowPriority)
{
    /// <summary>The cores of all nodes.</summary>
    public int Cores => Size.Cores * Nodes;
}
