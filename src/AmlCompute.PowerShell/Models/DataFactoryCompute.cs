using System.Text.Json;

namespace AmlCompute;

/// <summary>A data factory, made through the workspace or attached. It has no properties of its own.</summary>
public sealed class DataFactoryCompute : ComputeTarget
{
    internal DataFactoryCompute(JsonElement json, Workspace workspace)
        : base(json, workspace)
    {
    }
}
