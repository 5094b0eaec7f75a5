using System.Security;
using AmlCompute.Files.Nodes;

namespace AmlCompute.Files;

/// <summary>
/// Reads the settings of a compute target from JSON of ARM, such as a response of the service. It removes secrets, members without a value,
/// and those that only the service writes. Members that this version does not know are kept, except inside the identity.
/// </summary>
internal static class ArmBodyReader
{
    /// <summary>Returns the settings as the body of a request without secrets, which are added to those of the reader.</summary>
    /// <param name="reader">The reader of the description.</param>
    /// <param name="root">The description, without expressions and with the names of the service.</param>
    /// <param name="type">The compute type, in the service's words.</param>
    /// <exception cref="ComputeTargetException">
    /// A value has the wrong JSON type, a number has no form in JSON, a secret is the mask of a secret, or the id of an attached resource
    /// is missing.
    /// </exception>
    public static JsonObject ReadBody(FileReader reader, FileMap root, string type)
    {
        JsonObject body = reader.ReadJson(root)!.AsObject();
        RequireJsonTypes(reader, root, type, body);
        RemoveIdOfCreatedResource(type, body);
        foreach (JsonMember member in ComputeMembers.ListMembers(ComputeTypes.GetClass(type)).Values
            .Concat(ComputeMembers.ReadOnlyWithoutProperty))
        {
            if (member is JsonMember<SecureString> secret)
            {
                MoveSecret(reader, root, secret, body);
            }
            else if (member.Access == MemberAccess.ReadOnly || member.FindNode(body) is null)
            {
                // The service returns null for settings without a value.
                member.RemoveFrom(body);
            }
        }

        NormalizeIdentity(body);
        RemoveAdditionsToSchedules(type, body);
        NormalizeResourceId(reader, root, type, body);

        // The type is sent with the casing of the service.
        ComputeTarget.Members.ComputeType.Write(body, type);
        RemoveEmptyMembers(body);
        return body;
    }

    /// <summary>Removes the id of a resource that the service created, because a PUT with the id would attach it.</summary>
    public static void RemoveIdOfCreatedResource(string type, JsonObject body)
    {
        JsonMember<bool?> isAttached = ComputeTarget.Members.IsAttached;
        if (ComputeTypes.CanBeCreated(type) && isAttached.ReadNode(isAttached.FindNode(body)) is false)
        {
            ComputeTarget.Members.ClusterResourceId.RemoveFrom(body);
        }
    }

    /// <summary>Refuses a value of the wrong JSON type. It would read as null, so that a default would replace it.</summary>
    private static void RequireJsonTypes(FileReader reader, FileMap root, string type, JsonObject body)
    {
        if (ComputeMembers.CreateShape(type).FindFaults(body).FirstOrDefault(fault => fault.HasWrongKind) is { } fault)
        {
            throw reader.CreateError(root.FindDeepest(fault.Path), fault.ToString());
        }
    }

    private static void MoveSecret(FileReader reader, FileMap root, JsonMember<SecureString> member, JsonObject body)
    {
        if (member.RemoveFrom(body) is not null)
        {
            reader.Secrets.Add((member, reader.ReadSecret(root.FindDeepest(member.Names), member.Path)));
        }
    }

    /// <summary>Reduces the identity of a response, which has the ids of principals, to the type and ids of a request.</summary>
    private static void NormalizeIdentity(JsonObject body)
    {
        if (ComputeTarget.Members.Identity.FindNode(body) is JsonObject { Count: > 0 } identity)
        {
            // A missing type becomes an empty one, which the rule of the setting refuses.
            string identityType = JsonText.ReadString(ComputeIdentity.Members.Type.FindNode(identity)) ?? string.Empty;
            JsonObject? ids = ComputeIdentity.Members.UserAssignedIdentities.FindNode(identity) as JsonObject;
            ComputeTarget.Members.Identity.WriteNode(body, ComputeIdentity.CreateJson(identityType, ids?.Select(id => id.Key)));
        }
    }

    /// <summary>Removes the members that only the service adds to schedules, such as their ids.</summary>
    private static void RemoveAdditionsToSchedules(string type, JsonObject body)
    {
        if (type == ComputeTypes.ComputeInstance && ComputeInstance.Members.Schedules.FindNode(body) is JsonArray schedules)
        {
            foreach (JsonObject schedule in schedules.OfType<JsonObject>())
            {
                ComputeSchedule.Members.Id.RemoveFrom(schedule);
                ComputeSchedule.RemoveAdditions(schedule);
            }
        }
    }

    /// <summary>Removes the id from a type that cannot be attached, and requires it for a type that can only be attached.</summary>
    private static void NormalizeResourceId(FileReader reader, FileMap root, string type, JsonObject body)
    {
        JsonMember<string> resourceId = ComputeTarget.Members.ClusterResourceId;
        if (!ComputeTypes.CanBeAttached(type))
        {
            // The service shows an internal id here while it changes a cluster.
            resourceId.RemoveFrom(body);
        }
        else if (!ComputeTypes.CanBeCreated(type) && resourceId.FindNode(body) is null)
        {
            throw reader.CreateError(root, $"'{resourceId.Path}' is missing.");
        }
    }

    /// <summary>Removes the null members and empty objects of the resource, of its <c>properties</c>, and of those inside them.</summary>
    private static void RemoveEmptyMembers(JsonObject body)
    {
        foreach (KeyValuePair<string, JsonNode?> member in body.ToArray())
        {
            if (member.Key == "properties" && member.Value is JsonObject properties)
            {
                RemoveEmptyMembers(properties);
            }

            if (member.Value is null or JsonObject { Count: 0 })
            {
                body.Remove(member.Key);
            }
        }
    }
}
