using System.Text.Json;
using AmlCompute.Sandbox.Types;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>The body of a PUT on a compute, which fits the schema of its compute type.</summary>
internal sealed class PutBody
{
    private static readonly (string, Shape)[] EnvelopeMembers =
    [
        ("location", Shape.Text),
        ("identity", IdentityBody.BodyShape),
        ("sku", Shape.Object(
            ("name", Shape.Text),
            ("tier", Shape.OneOf("Free", "Basic", "Standard", "Premium")),
            ("size", Shape.Text),
            ("family", Shape.Text),
            ("capacity", Shape.Integer)).Requiring("name")),
        ("tags", Shape.Map(Shape.Text)),
    ];

    private static readonly (string, Shape)[] BaseMembers =
    [
        ("computeType", Shape.Text),
        ("computeLocation", Shape.Text),
        ("description", Shape.Text),
        ("resourceId", Shape.Text),
        ("disableLocalAuth", Shape.Flag),
    ];

    private PutBody(ComputeType type, JsonObject envelope)
    {
        Type = type;
        Location = (string?)envelope["location"];
        Identity = envelope["identity"] as JsonObject;
        Tags = envelope["tags"] as JsonObject;
        Properties = (JsonObject)envelope["properties"]!;
        Properties["computeType"] = type.Name;
        Properties["properties"] ??= new JsonObject();
    }

    public ComputeType Type { get; }

    /// <summary>The region; null for that of the compute, or of the workspace for a new compute.</summary>
    public string? Location { get; }

    /// <summary>The managed identity, which can have the type None; null if the body has none.</summary>
    public JsonObject? Identity { get; }

    /// <summary>The tags; null if the body has none.</summary>
    public JsonObject? Tags { get; }

    /// <summary>The member 'properties', with a 'computeType' in the spelling of the service.</summary>
    public JsonObject Properties { get; }

    /// <summary>The member 'properties.properties', which depends on the type; empty if the request omits it.</summary>
    public JsonObject TypeProperties => (JsonObject)Properties["properties"]!;

    /// <summary>The member 'properties.resourceId', the resource to attach; null for none.</summary>
    public string? ResourceId => (string?)Properties["resourceId"];

    /// <summary>Parses the body, and fails with status 400 if it is missing, does not fit the schema, or has an invalid identity.</summary>
    public static PutBody Parse(RequestContext request) => RequestBody.ReadDocument(request.Body, root =>
    {
        ComputeType type = ReadType(root, request.HasStrictMembers);
        Shape properties = Shape.Object(type.Body is null ? BaseMembers : [.. BaseMembers, ("properties", type.Body)]).Ignoring(
            "provisioningState", "provisioningErrors", "provisioningWarnings", "createdOn", "modifiedOn", "isAttachedCompute");
        Shape body = Shape.Object([.. EnvelopeMembers, ("properties", properties)]).Ignoring("id", "name", "type", "systemData");
        PutBody parsed = new(type, (JsonObject)body.ReadElement(root, string.Empty, request.HasStrictMembers)!);
        IdentityBody.CheckIdentity(parsed.Identity);
        return parsed;
    });

    /// <summary>Changes the VM size to upper case, as the service does.</summary>
    public void NormalizeVmSize()
    {
        if ((string?)TypeProperties["vmSize"] is { } size)
        {
            TypeProperties["vmSize"] = size.ToUpperInvariant();
        }
    }

    private static ComputeType ReadType(JsonElement root, bool isStrict)
    {
        const string Path = "properties.computeType";
        JsonElement properties = FindMember(root, "properties", isStrict);
        ServiceError.ThrowIf(
            properties.ValueKind != JsonValueKind.Object, "The member 'properties' is required and must be an object.", "properties");
        JsonElement type = FindMember(properties, "computeType", isStrict);
        ServiceError.ThrowIf(
            type.ValueKind != JsonValueKind.String, $"The member '{Path}' is required and must be a string.", Path);
        string name = type.GetString()!;
        string allowedNames = string.Join(", ", ComputeTypes.All.Select(computeType => computeType.Name));
        return ComputeTypes.FindType(name)
            ?? throw ServiceError.BadRequest($"'{name}' is not a valid compute type. Allowed values: {allowedNames}.", Path);
    }

    /// <summary>Finds a member of an object. The result has the kind Undefined if there is no such member, or no object.</summary>
    private static JsonElement FindMember(JsonElement parent, string name, bool isStrict)
    {
        StringComparison comparison = isStrict ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return parent.ValueKind == JsonValueKind.Object
            ? parent.EnumerateObject().FirstOrDefault(member => string.Equals(member.Name, name, comparison)).Value
            : default;
    }
}
