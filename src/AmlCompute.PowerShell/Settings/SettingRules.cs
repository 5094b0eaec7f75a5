using System.Text.RegularExpressions;
using Aks = AmlCompute.AksCompute.Members;
using Cluster = AmlCompute.ComputeCluster.Members;
using Instance = AmlCompute.ComputeInstance.Members;
using Kubernetes = AmlCompute.KubernetesCompute.Members;
using Ssh = AmlCompute.Models.SshMembers;
using Target = AmlCompute.ComputeTarget.Members;

namespace AmlCompute.Settings;

/// <summary>
/// The rules of the settings, for the rows of <see cref="SettingTable"/>. A rule returns the members that break it; the parameter or key
/// that the user wrote replaces the member in the message later.
/// </summary>
internal static class SettingRules
{
    /// <summary>The sentences about a passphrase, which the Python SDK v1 took and the service no longer does.</summary>
    public const string NoPassphrase =
        "The service accepts no passphrase of a private key. Use a copy of the key without one: ssh-keygen -p -N '' -f copy-of-the-key.";

    private const string UserAssignedIdentityType = "Microsoft.ManagedIdentity/userAssignedIdentities";
    private const int MaxTags = 50;
    private const int LongestTagName = 512;
    private const int LongestTagValue = 256;
    private const int FewestCharacterClasses = 3;

    public static IEnumerable<SettingProblem> CheckNodeLimits(ComputeConfiguration wanted) =>
        NodeLimits.FindProblem(wanted.Get(Cluster.MinNodes), wanted.Get(Cluster.MaxNodes)) is { } problem ? [problem] : [];

    /// <summary>Applies limits to parameters and rows. A file can have every value that the service returned.</summary>
    public static IEnumerable<SettingProblem> CheckIdleTimeBeforeScaleDown(ComputeConfiguration wanted) =>
        wanted.Source is null or ParameterSource
            ? CheckRange(wanted, Cluster.IdleTimeBeforeScaleDown, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7))
            : [];

    public static IEnumerable<SettingProblem> CheckIdleTimeBeforeShutdown(ComputeConfiguration wanted) =>
        CheckRange(wanted, Instance.IdleTimeBeforeShutdown, TimeSpan.FromMinutes(15), TimeSpan.FromDays(3));

    /// <summary>Requires a user name and a password or a key, or nothing of these.</summary>
    public static IEnumerable<SettingProblem> CheckClusterAccount(ComputeConfiguration wanted)
    {
        (JsonMember user, JsonMember password, JsonMember key) = (Cluster.AdminUserName, Cluster.AdminUserPassword, Cluster.SshPublicKey);
        JsonMember[] given = wanted.SelectGiven(user, password, key);
        if (given.Length == 1 || (given.Length > 1 && given[0] != user))
        {
            yield return new(
                given[0], $"A user account needs a user name ({user}), and a password ({password}) or an SSH public key ({key}).");
        }
        else if (wanted.Get(Cluster.AdminUserPassword) is { } secret
            && CountCharacterClasses(SecretText.Reveal(secret)) < FewestCharacterClasses)
        {
            yield return new(
                password,
                $"{password}: the password needs three of these: lower-case letters, upper-case letters, digits, other characters.");
        }
    }

    private static int CountCharacterClasses(string password) =>
        password.Select(letter => (char.IsLower(letter), char.IsUpper(letter), char.IsDigit(letter))).Distinct().Count();

    public static IEnumerable<SettingProblem> CheckSshPublicAccess(ComputeConfiguration wanted) =>
        wanted.Get(Instance.SshPublicAccess) == "Enabled" && wanted.Get(Instance.SshPublicKey) is null
            ? [new(
                Instance.SshPublicAccess,
                $"{Instance.SshPublicAccess}: SSH access needs {Instance.SshPublicKey}; the service never returns the key of an instance.")]
            : [];

    public static IEnumerable<SettingProblem> CheckSchedules(ComputeConfiguration wanted) =>
        (wanted.Get(Instance.Schedules) ?? []).SelectMany((schedule, index) =>
            ScheduleRules.FindProblems(schedule, [.. Instance.Schedules.Names, $"[{index}]"]));

    /// <summary>Requires all parts of a certificate of the user, or none of them together with a certificate of the service.</summary>
    public static IEnumerable<SettingProblem> CheckCertificate(ComputeConfiguration wanted)
    {
        (JsonMember cname, JsonMember certificate, JsonMember key) = (Aks.SslCname, Aks.SslCertificate, Aks.SslKey);
        JsonMember[] own = wanted.SelectGiven(cname, certificate, key);
        if (wanted.Get(Aks.SslKey) is { } secret && SecretForms.IsEncryptedKey(SecretText.Reveal(secret)))
        {
            yield return new(
                key, $"{key}: the key is protected by a passphrase, which the service does not accept. Use a key without one.");
        }

        bool lacksParts = own.Length < 3;
        bool isWrong = wanted.Get(Aks.SslStatus) == "Enabled"
            ? lacksParts
            : own.Length > 0 && (lacksParts || wanted.Get(Aks.SslLeafDomainLabel) is not null);
        if (isWrong)
        {
            yield return new(
                own.FirstOrDefault() ?? Aks.SslStatus,
                $"Your own certificate needs {cname}, {certificate} and {key}; one of the service needs {Aks.SslLeafDomainLabel} instead.");
        }
    }

    public static IEnumerable<SettingProblem> CheckMachineAccount(ComputeConfiguration wanted)
    {
        if (wanted.SelectGiven(Ssh.AdminUserName).Length > 0 && wanted.SelectGiven(Ssh.AdminPassword, Ssh.SshPrivateKey).Length == 0)
        {
            yield return new(
                Ssh.AdminUserName, $"The user account needs a password ({Ssh.AdminPassword}) or an SSH private key ({Ssh.SshPrivateKey}).");
        }
        else if (wanted.Get(Ssh.SshPrivateKey) is { } key && SecretForms.IsEncryptedKey(SecretText.Reveal(key)))
        {
            yield return new(Ssh.SshPrivateKey, $"{Ssh.SshPrivateKey}: the key is protected by a passphrase. {NoPassphrase}");
        }
    }

    /// <summary>Requires a kind that the service knows, and ids if and only if the kind has them.</summary>
    public static IEnumerable<SettingProblem> CheckIdentityKind(ComputeConfiguration wanted)
    {
        if (wanted.Get(Target.Identity) is not { } identity)
        {
            yield break;
        }

        string[] kindPath = ["identity", "type"];
        string[] idsPath = ["identity", "userAssignedIdentities"];
        string kind = (identity.Type ?? string.Empty).Replace(" ", string.Empty);
        bool isKnown = ComputeIdentity.Kinds.Contains(kind, StringComparer.OrdinalIgnoreCase);
        bool takesIds = kind.IndexOf(ComputeIdentity.UserAssigned, StringComparison.OrdinalIgnoreCase) >= 0;
        bool hasIds = identity.UserAssignedIdentities.Count > 0;
        if (!ComputeIdentity.IsPossibleKind(kind))
        {
            string kinds = string.Join("; ", ComputeIdentity.Kinds);
            yield return new(kindPath, $"{kindPath}: '{identity.Type}' is not a valid identity type. Valid values: {kinds}.");
        }
        else if (takesIds && !hasIds)
        {
            yield return new(kindPath, $"{kindPath} {kind} needs {idsPath}.");
        }
        else if (hasIds && isKnown && !takesIds)
        {
            yield return new(
                idsPath,
                $"{idsPath} cannot be combined with {kindPath} {kind}. Use {ComputeIdentity.UserAssigned} or {ComputeIdentity.Both}.");
        }
    }

    public static IEnumerable<SettingProblem> CheckIdentityIds(ComputeConfiguration wanted)
    {
        string form = ResourceIdText.DescribeForm(UserAssignedIdentityType);
        return (wanted.Get(Target.Identity)?.UserAssignedIdentities.Keys ?? [])
            .Where(id => !ResourceIdText.IsOfType(id, UserAssignedIdentityType))
            .Select(id => (Id: id, Path: (string[])["identity", "userAssignedIdentities", id]))
            .Select(item => new SettingProblem(
                item.Path, $"{item.Path}: '{item.Id}' is not a valid id of a user-assigned identity. The form is {form}."));
    }

    /// <summary>Applies the limits of Azure Resource Manager. Names that are too long are shortened in the message.</summary>
    public static IEnumerable<SettingProblem> CheckTags(ComputeConfiguration wanted)
    {
        IReadOnlyDictionary<string, string?> tags = wanted.Get(Target.Tags) ?? TextMap<string?>.None;
        if (tags.Count > MaxTags)
        {
            yield return new(Target.Tags, $"{Target.Tags}: {tags.Count} tags were given, but a resource can have at most {MaxTags}.");
        }

        foreach (SettingProblem problem in CheckTagCasing(wanted).Concat(CheckTagLengths(tags)))
        {
            yield return problem;
        }
    }

    /// <summary>Refuses names that differ in casing only. The given JSON still has both names; the map of tags has only one.</summary>
    private static IEnumerable<SettingProblem> CheckTagCasing(ComputeConfiguration wanted)
    {
        IEnumerable<string> names = (Target.Tags.FindNode(wanted.CopyGivenJson()) as JsonObject)?.Select(tag => tag.Key) ?? [];
        foreach (IGrouping<string, string> sameNames in names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase))
        {
            if (sameNames.ElementAtOrDefault(1) is { } second)
            {
                string spellings = string.Join(", ", sameNames.Select(name => $"'{name}'"));
                yield return new(
                    ["tags", second], $"{Target.Tags}: the names {spellings} differ in casing only, and Azure treats them as one tag.");
            }
        }
    }

    private static IEnumerable<SettingProblem> CheckTagLengths(IReadOnlyDictionary<string, string?> tags)
    {
        foreach ((string name, string? value) in tags.Select(tag => (tag.Key, tag.Value)))
        {
            string[] path = ["tags", name];
            if (name.Length > LongestTagName)
            {
                string start = name.Substring(0, 20);
                yield return new(
                    path,
                    $"{Target.Tags}: the name '{start}...' has {name.Length} characters, but at most {LongestTagName} are allowed.");
            }
            else if (value?.Length > LongestTagValue)
            {
                yield return new(
                    path, $"{path}: the value of '{name}' has {value.Length} characters, but at most {LongestTagValue} are allowed.");
            }
        }
    }

    public static IEnumerable<SettingProblem> CheckResource(ComputeConfiguration wanted)
    {
        string type = wanted.ComputeType;
        string form = AttachableResource.DescribeIdForm(type);
        return wanted.Get(Target.ClusterResourceId) is { } id && !AttachableResource.IsIdOfType(type, id)
            ? [new(
                Target.ClusterResourceId,
                $"{Target.ClusterResourceId}: '{id}' is not a valid id of a resource to attach as {type}. The form is {form}.",
                "Resource")]
            : [];
    }

    /// <summary>Requires a label of RFC 1123, as Kubernetes does.</summary>
    public static IEnumerable<SettingProblem> CheckNamespace(ComputeConfiguration wanted, Workspace workspace)
    {
        const string Form = "It has at most 63 lower-case letters, digits and hyphens, and starts and ends with a letter or digit.";
        return wanted.Get(Kubernetes.Namespace) is { } name
            && !Regex.IsMatch(name, @"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)
            ? [new(
                Kubernetes.Namespace, $"{Kubernetes.Namespace}: '{name}' is not a valid Kubernetes namespace. {Form}", "Namespace")]
            : [];
    }

    public static IEnumerable<SettingProblem> CheckAgentCount(ComputeConfiguration wanted, Workspace workspace) =>
        !wanted.IsAttach && wanted.Get(Aks.AgentCount) < 1
            ? [new(
                Aks.AgentCount, $"An AKS cluster needs at least one node: {Aks.AgentCount} 1 or more.", "AgentCount", errorId: null)]
            : [];

    private static IEnumerable<SettingProblem> CheckRange(
        ComputeConfiguration wanted, JsonMember<TimeSpan?> member, TimeSpan shortest, TimeSpan longest)
    {
        string limits = $"{Duration.FormatShort(shortest)} and {Duration.FormatShort(longest)}";
        return wanted.Get(member) is { } time && (time < shortest || time > longest)
            ? [new(member, $"{member}: {Duration.FormatShort(time)} is not between {limits}.")]
            : [];
    }
}
