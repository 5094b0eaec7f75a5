using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>A compute that is attached if its PUT has a resource id. Otherwise the service creates the resource.</summary>
internal abstract class CreatableCompute(ComputeType type, Workspace workspace, string name, SandboxState state, string resourceType)
    : AttachedCompute(type, workspace, name, state, resourceType)
{
    public override bool IsAttached => SentProperties["resourceId"] is not null;

    /// <summary>
    /// The id of the attached resource, or of the created one, whose name is that of the compute with a suffix; null until the service has
    /// created it.
    /// </summary>
    protected override string? ShownResourceId => IsAttached || !WasCreated
        ? base.ShownResourceId
        : $"{Workspace.ResourceGroupId}/providers/{ResourceTypes[0]}/{Name}-{State.Seeds.CreateHex($"{Id}/resource", 6)}";

    protected override bool NeedsResourceId => false;
}
