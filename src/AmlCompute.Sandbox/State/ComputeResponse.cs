using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Types;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.State;

/// <content>The resource in a response.</content>
internal abstract partial class Compute
{
    /// <summary>True while the response to a change is rendered, in which the service has not yet added any values.</summary>
    protected bool IsAnswering { get; private set; }

    /// <summary>The member resourceId of a response.</summary>
    protected virtual string? ShownResourceId => (string?)Sent["resourceId"];

    /// <summary>
    /// True for an attached virtual machine: its first answer has the region already, and tags that were not set stay null, as recorded.
    /// </summary>
    protected virtual bool IsMachineKnown => false;

    /// <summary>Renders the resource as a GET shows it.</summary>
    public JsonObject ToJson() => Render(isNew: false);

    /// <summary>Renders the member 'properties.properties' of a response; null for a type without this member.</summary>
    protected abstract JsonObject? RenderInner();

    private JsonObject Answer(bool isNew)
    {
        IsAnswering = true;
        JsonObject body = Render(isNew);
        IsAnswering = false;
        return body;
    }

    private JsonObject Render(bool isNew)
    {
        JsonObject resource = new()
        {
            ["id"] = Id,
            ["name"] = Name,
            ["type"] = "Microsoft.MachineLearningServices/workspaces/computes",
            ["location"] = Location,
            ["tags"] = _tags?.DeepClone() ?? (isNew || IsMachineKnown ? null : new JsonObject()),
        };
        if (_identity is not null)
        {
            resource["identity"] = IdentityView.Render(_identity, Id, State.Seeds);
        }

        JsonObject properties = new()
        {
            ["createdOn"] = JsonText.Time(CreatedOn),
            ["modifiedOn"] = JsonText.Time(ModifiedOn),
            ["disableLocalAuth"] = Sent["disableLocalAuth"]?.DeepClone() ?? false,
            ["description"] = Sent["description"]?.DeepClone(),
            ["resourceId"] = ShownResourceId,
            ["computeType"] = Type.Name,
        };
        if (!isNew || IsMachineKnown)
        {
            properties["computeLocation"] = Sent["computeLocation"]?.DeepClone() ?? Location;
        }

        properties["provisioningState"] = ProvisioningState;
        properties["provisioningErrors"] = ProvisioningErrors?.DeepClone();
        properties["provisioningWarnings"] = isNew ? null : new JsonObject();
        properties["isAttachedCompute"] = IsAttached;
        if (RenderInner() is { } inner)
        {
            properties["properties"] = inner;
        }

        resource["properties"] = properties;
        return resource;
    }
}
