using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>A data factory, created by the service or attached: computeType DataFactory. It has no type-specific members.</summary>
internal sealed class DataFactoryCompute(Workspace workspace, string name, SandboxState state)
    : CreatableCompute(Definition, workspace, name, state, "Microsoft.DataFactory/factories")
{
    public static ComputeType Definition { get; } =
        new("DataFactory", Body: null, (workspace, name, state) => new DataFactoryCompute(workspace, name, state));

    protected override JsonObject? RenderTypeProperties() => null;
}
