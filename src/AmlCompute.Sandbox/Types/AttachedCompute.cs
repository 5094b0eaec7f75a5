using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>A compute with an existing underlying resource. PUT and DELETE attach and detach the resource.</summary>
internal abstract class AttachedCompute(
    ComputeType type, Workspace workspace, string name, SandboxState state, params string[] resourceTypes)
    : Compute(type, workspace, name, state)
{
    public override bool IsAttached => true;

    protected override TimeSpan CreateTime => TimeSpan.FromSeconds(30);

    protected override TimeSpan DeleteTime => TimeSpan.FromSeconds(30);

    protected override IReadOnlyList<string> ChangeableMembers { get; } = [];

    protected IReadOnlyList<string> ResourceTypes { get; } = resourceTypes;

    /// <summary>Gets a value indicating whether the creation requires the id of a resource.</summary>
    protected virtual bool NeedsResourceId => true;

    /// <summary>Gets the name of the resource; only for types that require its id.</summary>
    protected string ResourceName => ArmId.ReadName((string)SentProperties["resourceId"]!);

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
