using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>A compute that is attached if the body has a resource id. Otherwise the service creates the resource.</summary>
internal abstract class CreatableCompute(ComputeType type, Workspace workspace, string name, SandboxState state, string resourceType)
    : AttachedCompute(type, workspace, name, state, resourceType)
{
    public override bool IsAttached => SentProperties["resourceId"] is not null;

    /// <summary>
    /// The id of the attached resource, or of the one that the service has created: the name of the compute with a suffix. Null until the
    /// creation has succeeded.
    /// </summary>
    protected override string? ShownResourceId => IsAttached || !WasCreated
        ? base.ShownResourceId
        : $"{Workspace.ResourceGroupId}/providers/{ResourceTypes[0]}/{Name}-{State.Seeds.CreateHex($"{Id}/resource", 6)}";

    protected override bool NeedsResourceId => false;
}
