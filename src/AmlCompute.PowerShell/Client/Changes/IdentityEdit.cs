using System.Text.Json.Nodes;

namespace AmlCompute.Client.Changes;

/// <summary>Computes the wanted managed identity of a target from its current one.</summary>
internal static class IdentityEdit
{
    /// <summary>Returns the JSON of the identity with ids added and removed, and of a kind; null derives the kind from the ids.</summary>
    public static JsonNode Apply(JsonNode? current, string? type, IReadOnlyCollection<string> add, IReadOnlyCollection<string> remove)
    {
        type = ComputeIdentity.KindOf(type);
        ComputeIdentity? identity = (ComputeIdentity?)ComputeTarget.Members.Identity.ReadNode(current);
        string[] ids = [.. (identity?.UserAssignedIdentities.Keys ?? []).Concat(add).Except(remove, ResourceIdText.Comparer)];
        bool hasSystem = (type ?? identity?.Type ?? string.Empty).Contains(ComputeIdentity.SystemAssigned);
        if (type is not null && !type.Contains(ComputeIdentity.UserAssigned))
        {
            return add.Count == 0
                ? ComputeIdentity.Describe(type, null)
                : throw ComputeTargetException.Invalid($"-AddUserAssignedIdentity cannot be used with -IdentityType {type}.");
        }

        if (type is not null && ids.Length == 0)
        {
            throw ComputeTargetException.Invalid(
                $"-IdentityType {type} needs -AddUserAssignedIdentity, because the target would have no user-assigned identity.");
        }

        return ids.Length == 0
            ? ComputeIdentity.Describe(hasSystem ? ComputeIdentity.SystemAssigned : ComputeIdentity.None, null)
            : ComputeIdentity.Describe(hasSystem ? ComputeIdentity.Both : ComputeIdentity.UserAssigned, ids);
    }

    /// <summary>Returns the identity for the body of a PATCH, in which null removes a user-assigned identity.</summary>
    public static JsonNode? ToPatch(JsonNode? current, JsonNode? wanted)
    {
        JsonObject? patch = wanted?.DeepClone() as JsonObject;
        ComputeIdentity? before = (ComputeIdentity?)ComputeTarget.Members.Identity.ReadNode(current);
        ComputeIdentity? after = (ComputeIdentity?)ComputeTarget.Members.Identity.ReadNode(wanted);
        IEnumerable<string> kept = after?.UserAssignedIdentities.Keys ?? [];
        string[] removed = [.. (before?.UserAssignedIdentities.Keys ?? []).Except(kept, ResourceIdText.Comparer)];
        if (patch is null || removed.Length == 0 || after?.Type?.Contains(ComputeIdentity.UserAssigned) != true)
        {
            return patch;
        }

        JsonMember member = ComputeIdentity.Members.UserAssignedIdentities;
        JsonObject ids = member.Find(patch) as JsonObject ?? [];
        foreach (string id in removed)
        {
            ids[id] = null;
        }

        if (ids.Parent is null)
        {
            member.WriteNode(patch, ids);
        }

        return patch;
    }
}
