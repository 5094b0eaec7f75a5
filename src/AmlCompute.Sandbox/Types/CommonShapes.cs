using AmlCompute.Sandbox.Bodies;

namespace AmlCompute.Sandbox.Types;

/// <summary>The shapes of members that several compute types have.</summary>
internal static class CommonShapes
{
    /// <summary>A reference to a subnet or an image.</summary>
    public static readonly ObjectShape Reference = Shape.Object(("id", Shape.Text)).Requiring("id");
}
