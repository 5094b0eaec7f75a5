namespace AmlCompute.Models;

/// <summary>The nodes of one size that a region must have room for.</summary>
/// <param name="VmSize">The name of the size, in any casing.</param>
/// <param name="Count">The number of nodes.</param>
/// <param name="IsSpot">True for Spot nodes, false for dedicated ones.</param>
internal sealed record WantedNodes(string VmSize, int Count, bool IsSpot);
