using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>A compute that is attached when the body names a resource; without one the service makes the resource too.</summary>
internal abstract class CreatableCompute : AttachedCompute
{
    private readonly string _resourceType;

    protected CreatableCompute(ComputeType type, Workspace workspace, string name, SandboxState state, string resourceType)
        : base(type, workspace, name, state, resourceType)
    {
        _resourceType = resourceType;
    }

    public override bool IsAttached => Sent["resourceId"] is not null;

    /// <summary>The service names what it makes after the compute, with a tail of its own.</summary>
    protected override string? ShownResourceId => IsAttached || !WasMade
        ? base.ShownResourceId
        : $"{Workspace.GroupId}/providers/{_resourceType}/{Name}-{State.Seeds.Hex($"{Id}/resource", 6)}";

    protected override bool NeedsResourceId => false;
}
