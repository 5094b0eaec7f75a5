using Target = AmlCompute.ComputeTarget.Members;

namespace AmlCompute.Settings;

/// <summary>The rules of the managed identity, for the rows of <see cref="SettingTable"/>.</summary>
internal static class IdentityRules
{
    private const string UserAssignedIdentityType = "Microsoft.ManagedIdentity/userAssignedIdentities";

    private static readonly string[] KindPath = [.. Target.Identity.Names, .. ComputeIdentity.Members.Type.Names];

    private static readonly string[] IdsPath = [.. Target.Identity.Names, .. ComputeIdentity.Members.UserAssignedIdentities.Names];

    /// <summary>
    /// Requires a kind that the service can have. A kind with user-assigned identities needs ids; another known kind cannot have them.
    /// </summary>
    public static IEnumerable<SettingProblem> CheckKind(ComputeConfiguration wanted)
    {
        if (wanted.Get(Target.Identity) is not { } identity)
        {
            yield break;
        }

        string kind = (identity.Type ?? string.Empty).Replace(" ", string.Empty);
        bool isKnown = ComputeIdentity.Kinds.Contains(kind, StringComparer.OrdinalIgnoreCase);
        bool takesIds = kind.IndexOf(ComputeIdentity.UserAssigned, StringComparison.OrdinalIgnoreCase) >= 0;
        bool hasIds = identity.UserAssignedIdentities.Count > 0;
        if (!ComputeIdentity.IsPossibleKind(kind))
        {
            string kinds = string.Join("; ", ComputeIdentity.Kinds);
            yield return new(KindPath, $"{KindPath}: '{identity.Type}' is not a valid identity type. Valid values: {kinds}.");
        }
        else if (takesIds && !hasIds)
        {
            yield return new(KindPath, $"{KindPath} {kind} needs {IdsPath}.");
        }
        else if (hasIds && isKnown && !takesIds)
        {
            yield return new(
                IdsPath,
                $"{IdsPath} cannot be combined with {KindPath} {kind}. Use {ComputeIdentity.UserAssigned} or {ComputeIdentity.Both}.");
        }
    }

    /// <summary>Requires ids of user-assigned identities.</summary>
    public static IEnumerable<SettingProblem> CheckIds(ComputeConfiguration wanted)
    {
        string form = ResourceIdText.DescribeForm(UserAssignedIdentityType);
        return (wanted.Get(Target.Identity)?.UserAssignedIdentities.Keys ?? [])
            .Where(id => !ResourceIdText.IsOfType(id, UserAssignedIdentityType))
            .Select(id => (Id: id, Path: (string[])[.. IdsPath, id]))
            .Select(item => new SettingProblem(
                item.Path, $"{item.Path}: '{item.Id}' is not a valid id of a user-assigned identity. The form is {form}."));
    }
}
