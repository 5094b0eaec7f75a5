using AmlCompute.Sandbox.Types;

namespace AmlCompute.Sandbox.State;

/// <content>The resource in a response.</content>
internal abstract partial class Compute
{
    /// <summary>True while the response to a change is rendered, in which the service has not yet added any values.</summary>
    protected bool IsChangeResponse { get; private set; }

    protected virtual string? ShownResourceId => (string?)Sent["resourceId"];

    /// <summary>
    /// True for an attached virtual machine: its first response has the region already, and tags that were not set stay null, as recorded.
    /// </summary>
    protected virtual bool IsMachineKnown => false;

    /// <summary>Renders the resource as a GET shows it.</summary>
    public JsonObject ToJson() => Render(isNew: false);

    /// <summary>Renders the member 'properties.properties' of a response; null for a type without this member.</summary>
    protected abstract JsonObject? RenderInner();

    /// <summary>Returns a member as the request had it.</summary>
    protected JsonNode? Echo(string member) => Inner[member]?.DeepClone();

    /// <summary>Returns a member as the request had it. Without one, the service adds a value after its response to the change.</summary>
    protected JsonNode? Echo(string member, JsonNode? added) => Echo(member) ?? (IsChangeResponse ? null : added);

    private JsonObject RenderChange(bool isNew)
    {
        IsChangeResponse = true;
        JsonObject body = Render(isNew);
        IsChangeResponse = false;
        return body;
    }

    private JsonObject Render(bool isNew)
    {
        JsonObject resource = new()
        {
            ["id"] = Id,
            ["name"] = Name,
            ["type"] = $"{RequestContext.Provider}/workspaces/computes",
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
