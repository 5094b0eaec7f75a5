namespace AmlCompute.Sandbox.State;

/// <content>Renders the resource of a response.</content>
internal abstract partial class Compute
{
    /// <summary>
    /// True while the response to a change is rendered. The service adds values of its own, such as addresses, only after this response.
    /// </summary>
    protected bool IsChangeResponse { get; private set; }

    /// <summary>The member 'properties.resourceId' of a response.</summary>
    protected virtual string? ShownResourceId => (string?)SentProperties["resourceId"];

    /// <summary>
    /// True for an attached virtual machine. Its recorded responses have the region from the first one on, and null for tags that were not
    /// set.
    /// </summary>
    protected virtual bool RendersAsVirtualMachine => false;

    /// <summary>Renders the resource as a GET shows it.</summary>
    public JsonObject ToJson() => Render(isNew: false);

    /// <summary>Renders the member 'properties.properties' of a response; null for a type without this member.</summary>
    protected abstract JsonObject? RenderTypeProperties();

    /// <summary>Returns a member of 'properties.properties' as the last request had it.</summary>
    protected JsonNode? CopySent(string member) => TypeProperties[member]?.DeepClone();

    /// <summary>Returns a member as the last request had it. If it had none, the service adds a value after the response to it.</summary>
    protected JsonNode? CopySentOrAdded(string member, JsonNode? added) => CopySent(member) ?? (IsChangeResponse ? null : added);

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
            ["tags"] = _tags?.DeepClone() ?? (isNew || RendersAsVirtualMachine ? null : new JsonObject()),
        };
        if (_identity is not null)
        {
            resource["identity"] = IdentityView.Render(_identity, Id, State.Seeds);
        }

        resource["properties"] = RenderProperties(isNew);
        return resource;
    }

    private JsonObject RenderProperties(bool isNew)
    {
        JsonObject properties = new()
        {
            ["createdOn"] = JsonText.FormatTime(CreatedOn),
            ["modifiedOn"] = JsonText.FormatTime(ModifiedOn),
            ["disableLocalAuth"] = SentProperties["disableLocalAuth"]?.DeepClone() ?? false,
            ["description"] = SentProperties["description"]?.DeepClone(),
            ["resourceId"] = ShownResourceId,
            ["computeType"] = Type.Name,
        };
        if (!isNew || RendersAsVirtualMachine)
        {
            properties["computeLocation"] = SentProperties["computeLocation"]?.DeepClone() ?? Location;
        }

        properties["provisioningState"] = ProvisioningState;
        properties["provisioningErrors"] = _provisioningErrors?.DeepClone();
        properties["provisioningWarnings"] = isNew ? null : new JsonObject();
        properties["isAttachedCompute"] = IsAttached;
        if (RenderTypeProperties() is { } typeProperties)
        {
            properties["properties"] = typeProperties;
        }

        return properties;
    }
}
