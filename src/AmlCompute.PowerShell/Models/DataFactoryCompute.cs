using System.Text.Json;

namespace AmlCompute;

/// <summary>A data factory, created by the workspace or attached. It has no properties of its own.</summary>
public sealed class DataFactoryCompute : ComputeTarget
{
    internal DataFactoryCompute(JsonElement json, Workspace workspace)
        : base(json, workspace)
    {
    }
}
