using AmlCompute.Sandbox.Bodies;

namespace AmlCompute.Sandbox.Types;

/// <summary>Parts of bodies that several types have.</summary>
internal static class CommonShapes
{
    /// <summary>A subnet or an image.</summary>
    public static readonly ObjectShape Reference = Shape.Object(("id", Shape.Text)).Requiring("id");
}
