using System.Text.Json.Nodes;

namespace AmlCompute.Client.Planning;

/// <summary>Works out the managed identity that a target shall have from the one it has.</summary>
internal static class IdentityEdit
{
    /// <summary>The JSON of the wanted identity.</summary>
    /// <param name="live">The identity there is; null for none.</param>
    /// <param name="type">The kind the user asked for; null to let the ids decide.</param>
    /// <param name="add">ARM ids of user-assigned identities to add.</param>
    /// <param name="remove">ARM ids of user-assigned identities to remove.</param>
    /// <exception cref="ComputeTargetException">Kind and ids contradict each other.</exception>
    public static JsonNode Apply(JsonNode? live, string? type, IReadOnlyCollection<string> add, IReadOnlyCollection<string> remove)
    {
        type = ComputeIdentity.Kinds.FirstOrDefault(kind => kind.Equals(type, StringComparison.OrdinalIgnoreCase)) ?? type;
        ComputeIdentity? identity = (ComputeIdentity?)ComputeTarget.Members.Identity.ReadNode(live);
        string[] ids =
        [
            .. (identity?.UserAssignedIdentities.Keys ?? []).Concat(add)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Except(remove, StringComparer.OrdinalIgnoreCase),
        ];
        bool hasSystem = (type ?? identity?.Type ?? string.Empty).Contains(ComputeIdentity.SystemAssigned);
        if (type is not null && !type.Contains(ComputeIdentity.UserAssigned))
        {
            return add.Count == 0
                ? ComputeIdentity.Describe(type, null)
                : throw ComputeTargetException.Invalid($"-AddUserAssignedIdentity does not go with -IdentityType {type}.");
        }

        if (type is not null && ids.Length == 0)
        {
            throw ComputeTargetException.Invalid($"-IdentityType {type} needs -AddUserAssignedIdentity: the target has no user-assigned identity.");
        }

        return ids.Length == 0
            ? ComputeIdentity.Describe(hasSystem ? ComputeIdentity.SystemAssigned : ComputeIdentity.None, null)
            : ComputeIdentity.Describe(hasSystem ? ComputeIdentity.Both : ComputeIdentity.UserAssigned, ids);
    }
}
