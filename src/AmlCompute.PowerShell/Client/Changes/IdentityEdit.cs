using AmlCompute.Settings;

namespace AmlCompute.Client.Changes;

/// <summary>Computes the wanted managed identity of a target from its current one.</summary>
internal static class IdentityEdit
{
    private const string TypeParameter = "IdentityType";
    private const string AddParameter = "AddUserAssignedIdentity";

    /// <summary>Returns the JSON of the identity: ids are added, then removed. A type without UserAssigned drops all ids.</summary>
    /// <param name="current">The current identity; null for none.</param>
    /// <param name="type">
    /// The wanted type, also one of a later version of the service; null derives it from the ids and the current type.
    /// </param>
    /// <param name="add">The ids of user-assigned identities to add.</param>
    /// <param name="remove">The ids of user-assigned identities to remove.</param>
    /// <param name="source">The parameters or the row with the type and the ids, for errors.</param>
    /// <exception cref="ComputeTargetException">The type does not fit the ids.</exception>
    public static JsonNode AddAndRemove(
        JsonNode? current,
        string? type,
        IReadOnlyCollection<string> add,
        IReadOnlyCollection<string> remove,
        ParameterSource source)
    {
        string? wantedType = ComputeIdentity.NormalizeKind(type);
        if (wantedType is not null && !HasUserAssigned(wantedType))
        {
            return add.Count == 0
                ? ComputeIdentity.CreateJson(wantedType, null)
                : throw ComputeTargetException.CreateInvalidArgument(
                    $"{source.GetWord(AddParameter)} cannot be used with {source.GetWord(TypeParameter)} {wantedType}.");
        }

        ComputeIdentity? identity = ReadIdentity(current);
        string[] ids = [.. ListIds(identity).Concat(add).Except(remove, ResourceIdText.Comparer)];
        bool hasSystem = HasKind(identity?.Type, ComputeIdentity.SystemAssigned);
        if (ids.Length > 0)
        {
            return ComputeIdentity.CreateJson(wantedType ?? (hasSystem ? ComputeIdentity.Both : ComputeIdentity.UserAssigned), ids);
        }

        return wantedType is null
            ? ComputeIdentity.CreateJson(hasSystem ? ComputeIdentity.SystemAssigned : ComputeIdentity.None, null)
            : throw ComputeTargetException.CreateInvalidArgument(
                $"{source.GetWord(TypeParameter)} {wantedType} needs {source.GetWord(AddParameter)}, because the target would have no "
                + "user-assigned identity.");
    }

    /// <summary>Returns the identity for a PATCH, in which null as the value of an id removes it; null if no identity is wanted.</summary>
    public static JsonNode? BuildPatch(JsonNode? current, JsonNode? wanted)
    {
        JsonObject? patch = wanted?.DeepClone() as JsonObject;
        ComputeIdentity? after = ReadIdentity(wanted);
        string[] removed = [.. ListIds(ReadIdentity(current)).Except(ListIds(after), ResourceIdText.Comparer)];

        // Ids are removed one by one only if others can stay: without the type UserAssigned, the service drops all ids.
        if (patch is null || removed.Length == 0 || !HasUserAssigned(after?.Type))
        {
            return patch;
        }

        JsonMember member = ComputeIdentity.Members.UserAssignedIdentities;
        JsonObject ids = member.RemoveFrom(patch) as JsonObject ?? [];
        foreach (string id in removed)
        {
            ids[id] = null;
        }

        member.WriteNode(patch, ids);
        return patch;
    }

    private static bool HasUserAssigned(string? type) => HasKind(type, ComputeIdentity.UserAssigned);

    /// <summary>Returns true for a type that is the kind, and for each type that combines it with others.</summary>
    private static bool HasKind(string? type, string kind) => type?.IndexOf(kind, StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Returns the identity in the JSON of the member; null for none.</summary>
    private static ComputeIdentity? ReadIdentity(JsonNode? json) => (ComputeIdentity?)ComputeTarget.Members.Identity.ReadNode(json);

    private static IEnumerable<string> ListIds(ComputeIdentity? identity) => identity?.UserAssignedIdentities.Keys ?? [];
}
