namespace AmlCompute.Sandbox.State;

/// <content>Renders the resource of a response.</content>
internal abstract partial class Compute
{
    /// <summary>
    /// True while the response to a change is rendered. The service adds most values of its own only after this response.
    /// A property instead of a parameter, because each type would have to pass it on for each of its members.
    /// </summary>
    protected bool IsChangeResponse { get; private set; }

    /// <summary>The member 'properties.resourceId' of a response; null if the response shows no id.</summary>
    protected virtual string? ShownResourceId => (string?)SentProperties["resourceId"];

    /// <summary>True if the response to the PUT of a new compute already has the member 'computeLocation'.</summary>
    protected virtual bool HasLocationAtOnce => false;

    /// <summary>The member 'tags' of a response for a compute without tags, except the response to its first PUT, which has null.</summary>
    protected virtual JsonObject? EmptyTags => [];

    /// <summary>Renders the resource as a GET shows it.</summary>
    public JsonObject ToJson() => Render(isNew: false);

    /// <summary>Renders the member 'properties.properties' of a response; null for a type without this member.</summary>
    protected abstract JsonObject? RenderTypeProperties();

    /// <summary>Copies a member of 'properties.properties' that a request sent; null if none did.</summary>
    protected JsonNode? CopySent(string member) => TypeProperties[member]?.DeepClone();

    /// <summary>
    /// Copies a member of 'properties.properties' that a request sent. If none did, the result is null in the response to a change, and the
    /// added value in other responses.
    /// </summary>
    protected JsonNode? CopySentOrAdded(string member, JsonNode? added) => CopySent(member) ?? (IsChangeResponse ? null : added);

    /// <summary>Renders the response to a PUT or PATCH.</summary>
    /// <param name="isNew">True if the request created the compute.</param>
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
            ["tags"] = _tags?.DeepClone() ?? (isNew ? null : EmptyTags),
        };
        if (_identity is not null)
        {
            resource["identity"] = IdentityView.RenderIdentity(_identity, Id, State.Seeds);
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
        if (!isNew || HasLocationAtOnce)
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
