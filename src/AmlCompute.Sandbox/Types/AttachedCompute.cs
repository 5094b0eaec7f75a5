using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Types;

/// <summary>A compute with an existing underlying resource. PUT and DELETE attach and detach the resource.</summary>
internal abstract class AttachedCompute : Compute
{
    private readonly string[] _resourceTypes;

    protected AttachedCompute(ComputeType type, Workspace workspace, string name, SandboxState state, params string[] resourceTypes)
        : base(type, workspace, name, state)
    {
        _resourceTypes = resourceTypes;
    }

    public override bool IsAttached => true;

    protected override TimeSpan CreateTime => TimeSpan.FromSeconds(30);

    protected override TimeSpan DeleteTime => TimeSpan.FromSeconds(30);

    protected override IReadOnlyList<string> Changeable { get; } = [];

    /// <summary>True if the creation requires the id of a resource.</summary>
    protected virtual bool NeedsResourceId => true;

    /// <summary>The name of the underlying resource.</summary>
    protected string ResourceName => ArmId.Name((string)Sent["resourceId"]!);

    protected override void Check(PutBody body, bool isNew)
    {
        const string Path = "properties.resourceId";
        if (body.ResourceId is not { } id)
        {
            if (isNew && NeedsResourceId)
            {
                throw ServiceError.BadRequest($"The member '{Path}' is required to attach a compute of type '{Type.Name}'.", Path);
            }

            return;
        }

        if (!_resourceTypes.Any(type => ArmId.IsOf(id, type)))
        {
            throw ServiceError.BadRequest($"The resource id '{id}' is not the id of a {string.Join(" or ", _resourceTypes)}.", Path);
        }
    }
}
