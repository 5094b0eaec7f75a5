using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>
/// A compute whose PUT and DELETE attach and detach an existing resource. The service can also create that of a <see
/// cref="CreatableCompute"/>.
/// </summary>
internal abstract class AttachedCompute(
    ComputeType type, Workspace workspace, string name, SandboxState state, params string[] resourceTypes)
    : Compute(type, workspace, name, state)
{
    public override bool IsAttached => true;

    protected override TimeSpan CreationDuration => TimeSpan.FromSeconds(30);

    protected override TimeSpan DeletionDuration => TimeSpan.FromSeconds(30);

    protected override IReadOnlyList<string> ChangeableMembers { get; } = [];

    /// <summary>The types of resources that can be attached, such as Microsoft.Compute/virtualMachines.</summary>
    protected IReadOnlyList<string> ResourceTypes { get; } = resourceTypes;

    /// <summary>True if a PUT on a new compute requires the id of a resource.</summary>
    protected virtual bool NeedsResourceId => true;

    /// <summary>The id of the resource. Only for types that require it.</summary>
    protected string ResourceId => (string)SentProperties["resourceId"]!;

    /// <summary>The name of the resource. Only for types that require its id.</summary>
    protected string ResourceName => ArmId.ReadName(ResourceId);

    /// <summary>The purpose of a seeded value that all computes with the resource share. The case of ids has no meaning.</summary>
    protected string ResourcePurpose => ResourceId.ToUpperInvariant();

    protected override void CheckPut(PutBody body, bool isNew)
    {
        const string Path = "properties.resourceId";
        string? id = body.ResourceId;
        ServiceError.ThrowIf(
            id is null && isNew && NeedsResourceId, $"The member '{Path}' is required to attach a compute of type '{Type.Name}'.", Path);
        ServiceError.ThrowIf(
            id is not null && !ResourceTypes.Any(resourceType => ArmId.IsIdOfType(id, resourceType)),
            $"The resource id '{id}' is not the id of a {string.Join(" or ", ResourceTypes)}.",
            Path);
    }
}
