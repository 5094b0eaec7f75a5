namespace AmlCompute.Sandbox.Catalog;

/// <summary>Cores of one family that a compute uses or requests.</summary>
internal sealed record CoreUse(VmSize Size, int Nodes, bool LowPriority)
{
    public int Cores => Size.Cores * Nodes;
}
