using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Types;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Bodies;

/// <summary>The checked body of a PUT on a compute.</summary>
internal sealed class PutBody
{
    private static readonly Shape EmptyIdentity = Shape.Object(("principalId", Shape.Ignored), ("clientId", Shape.Ignored));

    private static readonly (string, Shape)[] EnvelopeMembers =
    [
        ("id", Shape.Ignored),
        ("name", Shape.Ignored),
        ("type", Shape.Ignored),
        ("systemData", Shape.Ignored),
        ("location", Shape.Text),
        ("identity", Shape.Object(
            ("type", Shape.OneOf("None", "SystemAssigned", "UserAssigned", "SystemAssigned,UserAssigned", "SystemAssigned, UserAssigned")),
            ("userAssignedIdentities", Shape.Map(EmptyIdentity)),
            ("principalId", Shape.Ignored),
            ("tenantId", Shape.Ignored)).Requiring("type")),
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
        ("provisioningState", Shape.Ignored),
        ("provisioningErrors", Shape.Ignored),
        ("provisioningWarnings", Shape.Ignored),
        ("createdOn", Shape.Ignored),
        ("modifiedOn", Shape.Ignored),
        ("isAttachedCompute", Shape.Ignored),
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

    public string? Location { get; }

    public JsonObject? Identity { get; }

    public JsonObject? Tags { get; }

    /// <summary>Gets the member 'properties', which all types have.</summary>
    public JsonObject Properties { get; }

    /// <summary>Gets the member 'properties.properties', which depends on the type.</summary>
    public JsonObject Inner => (JsonObject)Properties["properties"]!;

    public string? ResourceId => (string?)Properties["resourceId"];

    public static PutBody Parse(byte[] body) => RequestBody.Read(body, root =>
    {
        ComputeType type = FindType(root);
        Shape properties = Shape.Object(type.Body is null ? BaseMembers : [.. BaseMembers, ("properties", type.Body)]);
        PutBody parsed = new(type, (JsonObject)Shape.Object([.. EnvelopeMembers, ("properties", properties)]).Read(root, string.Empty)!);
        parsed.CheckIdentity();
        return parsed;
    });

    private static ComputeType FindType(JsonElement root)
    {
        const string Path = "properties.computeType";
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("properties", out JsonElement properties)
            || properties.ValueKind != JsonValueKind.Object)
        {
            throw ServiceError.BadRequest("The member 'properties' is required and must be an object.", "properties");
        }

        if (!properties.TryGetProperty("computeType", out JsonElement type) || type.ValueKind != JsonValueKind.String)
        {
            throw ServiceError.BadRequest($"The member '{Path}' is required and must be a string.", Path);
        }

        string name = type.GetString()!;
        return ComputeTypes.Find(name)
            ?? throw ServiceError.BadRequest(
                $"'{name}' is not a valid compute type. " +
                $"Allowed values: {string.Join(", ", ComputeTypes.All.Select(known => known.Name))}.",
                Path);
    }

    private void CheckIdentity()
    {
        bool wantsUser = ((string?)Identity?["type"])?.IndexOf("UserAssigned", StringComparison.Ordinal) >= 0;
        JsonObject? users = Identity?["userAssignedIdentities"] as JsonObject;
        if (wantsUser != users is { Count: > 0 })
        {
            throw ServiceError.BadRequest(
                wantsUser
                    ? "An identity of type UserAssigned needs at least one id in 'userAssignedIdentities'."
                    : "Ids in 'userAssignedIdentities' need the identity type UserAssigned.",
                "identity.userAssignedIdentities");
        }

        foreach (KeyValuePair<string, JsonNode?> user in users ?? [])
        {
            if (!ArmId.IsOf(user.Key, "Microsoft.ManagedIdentity/userAssignedIdentities"))
            {
                throw ServiceError.BadRequest(
                    $"'{user.Key}' is not the id of a user-assigned identity.", "identity.userAssignedIdentities");
            }
        }
    }
}
