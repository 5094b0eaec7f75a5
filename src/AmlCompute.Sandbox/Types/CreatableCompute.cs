using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>A compute that is attached if the body has a resource id. Otherwise the service creates the resource.</summary>
internal abstract class CreatableCompute : AttachedCompute
{
    private readonly string _resourceType;

    protected CreatableCompute(ComputeType type, Workspace workspace, string name, SandboxState state, string resourceType)
        : base(type, workspace, name, state, resourceType)
    {
        _resourceType = resourceType;
    }

    public override bool IsAttached => Sent["resourceId"] is not null;

    /// <summary>
    /// Gets the id of the resource. If the service creates the resource, its name is the name of the compute with a suffix.
    /// </summary>
    protected override string? ShownResourceId => IsAttached || !WasCreated
        ? base.ShownResourceId
        : $"{Workspace.GroupId}/providers/{_resourceType}/{Name}-{State.Seeds.Hex($"{Id}/resource", 6)}";

    protected override bool NeedsResourceId => false;
}
