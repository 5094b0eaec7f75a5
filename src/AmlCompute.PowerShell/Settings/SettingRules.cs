using System.Text.RegularExpressions;
using Aks = AmlCompute.AksCompute.Members;
using Cluster = AmlCompute.ComputeCluster.Members;
using Instance = AmlCompute.ComputeInstance.Members;
using Kubernetes = AmlCompute.KubernetesCompute.Members;
using Ssh = AmlCompute.Models.SshMembers;
using Target = AmlCompute.ComputeTarget.Members;

namespace AmlCompute.Settings;

/// <summary>The rules of the settings. A rule reports the member that breaks it; the words of the source are added later.</summary>
internal static class SettingRules
{
    private const string UserAssignedIdentityType = "Microsoft.ManagedIdentity/userAssignedIdentities";
    private const int MostTags = 50;
    private const int FewestCharacterClasses = 3;

    /// <summary>The sentences about a passphrase, which the Python SDK v1 took and the service no longer does.</summary>
    public const string NoPassphrase =
        "The service accepts no passphrase of a private key. Use a copy of the key without one: ssh-keygen -p -N '' -f copy-of-the-key.";

    private const int LongestTagName = 512;
    private const int LongestTagValue = 256;

    public static IEnumerable<SettingProblem> NodeLimits(ComputeConfiguration wanted) =>
        Settings.NodeLimits.ProblemOf(wanted.Get(Cluster.MinNodes), wanted.Get(Cluster.MaxNodes)) is { } problem ? [problem] : [];

    /// <summary>Applies limits to parameters and rows. A file can have every value that the service returned.</summary>
    public static IEnumerable<SettingProblem> IdleTimeBeforeScaleDown(ComputeConfiguration wanted) =>
        wanted.Source is null or ParameterSource
            ? Within(wanted, Cluster.IdleTimeBeforeScaleDown, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7))
            : [];

    public static IEnumerable<SettingProblem> IdleTimeBeforeShutdown(ComputeConfiguration wanted) =>
        Within(wanted, Instance.IdleTimeBeforeShutdown, TimeSpan.FromMinutes(15), TimeSpan.FromDays(3));

    /// <summary>Requires a user name and a password or a key, or nothing of these.</summary>
    public static IEnumerable<SettingProblem> ClusterAccount(ComputeConfiguration wanted)
    {
        (JsonMember user, JsonMember password, JsonMember key) = (Cluster.AdminUserName, Cluster.AdminUserPassword, Cluster.SshPublicKey);
        JsonMember[] given = wanted.GivenOf(user, password, key);
        if (given.Length == 1 || (given.Length > 1 && given[0] != user))
        {
            yield return new(
                given[0], $"A user account needs a user name ({user}), and a password ({password}) or an SSH public key ({key}).");
        }
        else if (wanted.Get(Cluster.AdminUserPassword) is { } secret && ClassesIn(SecretText.Reveal(secret)) < FewestCharacterClasses)
        {
            yield return new(
                password,
                $"{password}: the password needs three of these: lower-case letters, upper-case letters, digits, other characters.");
        }
    }

    private static int ClassesIn(string password) =>
        password.Select(letter => (char.IsLower(letter), char.IsUpper(letter), char.IsDigit(letter))).Distinct().Count();

    public static IEnumerable<SettingProblem> SshPublicAccess(ComputeConfiguration wanted) =>
        wanted.Get(Instance.SshPublicAccess) == "Enabled" && wanted.Get(Instance.SshPublicKey) is null
            ? [new(
                Instance.SshPublicAccess,
                $"{Instance.SshPublicAccess}: SSH access needs {Instance.SshPublicKey}; the service never returns the key of an instance.")]
            : [];

    public static IEnumerable<SettingProblem> Schedules(ComputeConfiguration wanted) =>
        (wanted.Get(Instance.Schedules) ?? []).SelectMany((schedule, index) =>
            ScheduleBuilder.ProblemsOf(schedule, [.. Instance.Schedules.Names, $"[{index}]"]));

    /// <summary>Requires all parts of a certificate of the user, and no part of it beside a certificate of the service.</summary>
    public static IEnumerable<SettingProblem> Certificate(ComputeConfiguration wanted)
    {
        (JsonMember cname, JsonMember certificate, JsonMember key) = (Aks.SslCname, Aks.SslCertificate, Aks.SslKey);
        JsonMember[] own = wanted.GivenOf(cname, certificate, key);
        if (wanted.Get(Aks.SslKey) is { } secret && SecretForms.IsEncryptedKey(SecretText.Reveal(secret)))
        {
            yield return new(
                key, $"{key}: the key is protected by a passphrase, which the service does not accept. Use a key without one.");
        }

        bool isOwn = wanted.Get(Aks.SslStatus) == "Enabled";
        if (isOwn ? own.Length < 3 : own.Length > 0 && (own.Length < 3 || wanted.Get(Aks.SslLeafDomainLabel) is not null))
        {
            yield return new(
                own.FirstOrDefault() ?? Aks.SslStatus,
                $"Your own certificate needs {cname}, {certificate} and {key}; one of the service needs {Aks.SslLeafDomainLabel} instead.");
        }
    }

    public static IEnumerable<SettingProblem> MachineAccount(ComputeConfiguration wanted) =>
        wanted.GivenOf(Ssh.AdminUserName).Length > 0 && wanted.GivenOf(Ssh.AdminPassword, Ssh.SshPrivateKey).Length == 0
            ? [new(
                Ssh.AdminUserName, $"The user account needs a password ({Ssh.AdminPassword}) or an SSH private key ({Ssh.SshPrivateKey}).")]
        : wanted.Get(Ssh.SshPrivateKey) is { } key && SecretForms.IsEncryptedKey(SecretText.Reveal(key))
            ? [new(Ssh.SshPrivateKey, $"{Ssh.SshPrivateKey}: the key is protected by a passphrase. {NoPassphrase}")]
            : [];

    /// <summary>Requires a kind that the service knows, and ids if and only if the kind has them.</summary>
    public static IEnumerable<SettingProblem> IdentityKind(ComputeConfiguration wanted)
    {
        if (wanted.Get(Target.Identity) is not { } identity)
        {
            return [];
        }

        string[] kind = ["identity", "type"];
        string[] ids = ["identity", "userAssignedIdentities"];
        string type = (identity.Type ?? string.Empty).Replace(" ", string.Empty);
        bool takesIds = type.IndexOf(ComputeIdentity.UserAssigned, StringComparison.OrdinalIgnoreCase) >= 0;
        bool hasIds = identity.UserAssignedIdentities.Count > 0;
        bool refusesIds = !takesIds && ComputeIdentity.Kinds.Contains(type, StringComparer.OrdinalIgnoreCase);
        string kinds = string.Join("; ", ComputeIdentity.Kinds);
        return (takesIds, hasIds) switch
        {
            _ when !ComputeIdentity.IsUsable(type) =>
                [new(kind, $"{kind}: '{identity.Type}' is not a valid identity type. Valid values: {kinds}.")],
            (true, false) => [new(kind, $"{kind} {type} needs {ids}.")],
            (_, true) when refusesIds =>
                [new(ids, $"{ids} cannot be combined with {kind} {type}. Use {ComputeIdentity.UserAssigned} or {ComputeIdentity.Both}.")],
            _ => [],
        };
    }

    public static IEnumerable<SettingProblem> IdentityIds(ComputeConfiguration wanted)
    {
        string form = ResourceIdText.FormOf(UserAssignedIdentityType);
        return (wanted.Get(Target.Identity)?.UserAssignedIdentities.Keys ?? [])
            .Where(id => !ResourceIdText.IsOfType(id, UserAssignedIdentityType))
            .Select(id => (Id: id, Path: (string[])["identity", "userAssignedIdentities", id]))
            .Select(item => new SettingProblem(
                item.Path, $"{item.Path}: '{item.Id}' is not a valid id of a user-assigned identity. The form is {form}."));
    }

    /// <summary>Applies the limits of Azure Resource Manager. Names that are too long are shortened in the message.</summary>
    public static IEnumerable<SettingProblem> Tags(ComputeConfiguration wanted)
    {
        IReadOnlyDictionary<string, string?> tags = wanted.Get(Target.Tags) ?? TextMap<string?>.None;
        if (tags.Count > MostTags)
        {
            yield return new(Target.Tags, $"{Target.Tags}: {tags.Count} tags were given, but a resource can have at most {MostTags}.");
        }

        IEnumerable<string> names = (Target.Tags.Find(wanted.GivenJson()) as JsonObject)?.Select(tag => tag.Key) ?? [];
        foreach (IGrouping<string, string> same in names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase))
        {
            if (same.ElementAtOrDefault(1) is { } second)
            {
                string pair = string.Join(", ", same.Select(name => $"'{name}'"));
                yield return new(
                    ["tags", second], $"{Target.Tags}: the names {pair} differ in casing only, and Azure treats them as one tag.");
            }
        }

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

    /// <summary>Refuses a secret that every reader could see, and the mask of a secret. The message does not contain the text.</summary>
    public static SettingProblem? Secret(ComputeConfiguration wanted) =>
        TextsIn(wanted.ToNodeWithoutSecrets(), []).Select(item => SecretProblem(wanted, item.Path, item.Text)).FirstOrDefault(
            problem => problem is not null);

    private static SettingProblem? SecretProblem(ComputeConfiguration wanted, string[] path, string text)
    {
        JsonMember[] publicKeys = [Cluster.SshPublicKey, Instance.SshPublicKey, Ssh.SshPublicKey];
        Setting[] settings = [.. SettingTable.Find(wanted.ComputeType, path).Select(found => found.Setting)];
        if (settings.Length > 0 && SecretForms.IsMasked(text))
        {
            return new(path, $"{path} contains the mask of a secret instead of the secret.");
        }

        return SecretForms.Find(text) is not { } secret
            || Array.Exists(settings, setting => setting.MayHoldSecret) ? null
            : Array.Exists(publicKeys, key => key.Names.SequenceEqual(path))
            ? new(path, $"{path} contains {secret}. Use the public key, such as the text of the file that ends with .pub.")
            : new(path, $"{path} contains {secret}, which every reader of the target could see. Use a value without a secret.");
    }

    /// <summary>Returns the texts in JSON with their paths; a name of a member that the user chose has the path of the object.</summary>
    private static IEnumerable<(string[] Path, string Text)> TextsIn(JsonNode? node, string[] path) => node switch
    {
        JsonObject members => members.SelectMany(member =>
            TextsIn(member.Value, SecretForms.Find(member.Key) is null ? [.. path, member.Key] : path).Prepend((path, member.Key))),
        JsonArray items => items.SelectMany((item, index) => TextsIn(item, [.. path, $"[{index}]"])),
        _ => JsonMembers.TextOf(node) is { } text ? [(path, text)] : [],
    };

    public static IEnumerable<SettingProblem> Resource(ComputeConfiguration wanted)
    {
        string type = wanted.ComputeType;
        string form = AttachableResource.FormOfId(type);
        return wanted.Get(Target.ClusterResourceId) is { } id && !AttachableResource.IsId(type, id)
            ? [new(
                Target.ClusterResourceId,
                $"{Target.ClusterResourceId}: '{id}' is not a valid id of a resource to attach as {type}. The form is {form}.",
                nameof(Resource))]
            : [];
    }

    /// <summary>Requires a label of RFC 1123, as Kubernetes does.</summary>
    public static IEnumerable<SettingProblem> Namespace(ComputeConfiguration wanted, Workspace workspace)
    {
        const string Form = "It has at most 63 lower-case letters, digits and hyphens, and starts and ends with a letter or digit.";
        return wanted.Get(Kubernetes.Namespace) is { } name
            && !Regex.IsMatch(name, @"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)
            ? [new(
                Kubernetes.Namespace, $"{Kubernetes.Namespace}: '{name}' is not a valid Kubernetes namespace. {Form}", nameof(Namespace))]
            : [];
    }

    public static IEnumerable<SettingProblem> AgentCount(ComputeConfiguration wanted, Workspace workspace) =>
        !wanted.IsAttach && wanted.Get(Aks.AgentCount) < 1
            ? [new(
                Aks.AgentCount, $"An AKS cluster needs at least one node: {Aks.AgentCount} 1 or more.", nameof(AgentCount), errorId: null)]
            : [];

    public static Func<ComputeConfiguration, IEnumerable<SettingProblem>> SubnetId(JsonMember<string> member) => wanted =>
    {
        string form = ResourceIdText.FormOf(ResourceIdText.SubnetType);
        return wanted.Get(member) is { } id && !ResourceIdText.IsOfType(id, ResourceIdText.SubnetType)
            ? [new(member, $"{member}: '{id}' is not a valid id of a subnet. The form is {form}.", nameof(Network))]
            : [];
    };

    /// <summary>Warns of a subnet in another subscription.</summary>
    public static Func<ComputeConfiguration, Workspace, IEnumerable<SettingProblem>> Subnet(JsonMember<string> member) =>
        (wanted, workspace) => wanted.Get(member) switch
        {
            null => [],
            var id when ResourceIdText.IsOfType(id, ResourceIdText.SubnetType)
                && !id.Split('/')[2].Equals(workspace.SubscriptionId, StringComparison.OrdinalIgnoreCase) =>
                [Network(member, $"{member}: The subnet is in another subscription than the workspace.", ComputeCheckOutcome.Warning)],
            _ => [],
        };

    public static Func<ComputeConfiguration, Workspace, IEnumerable<SettingProblem>> NodePublicIp(
        JsonMember<bool?> publicIp, JsonMember<string> subnet, JsonMember<string> access)
    {
        return Check;

        IEnumerable<SettingProblem> Check(ComputeConfiguration wanted, Workspace workspace)
        {
            bool hasNone = wanted.Get(publicIp) == false;
            if (hasNone
                && wanted.Get(subnet) is null
                && (workspace.ManagedNetworkIsolation ?? "Disabled").Equals("Disabled", StringComparison.OrdinalIgnoreCase))
            {
                yield return Network(
                    publicIp,
                    $"Without public IP addresses ({publicIp}), the target needs {subnet} or a workspace with a managed virtual network.");
            }

            if (hasNone && wanted.Get(access) == "Enabled")
            {
                yield return Network(
                    access,
                    $"{access} has no effect from the internet without public IP addresses ({publicIp}).",
                    ComputeCheckOutcome.Warning);
            }
        }
    }

    public static IEnumerable<SettingProblem> AksNetwork(ComputeConfiguration wanted, Workspace workspace)
    {
        JsonMember[] together = [Aks.SubnetId, Aks.ServiceCidr, Aks.DnsServiceIp, Aks.DockerBridgeCidr];
        JsonMember[] given = wanted.IsAttach ? [] : wanted.GivenOf(together);
        if (given.Length > 0 && given.Length < together.Length)
        {
            yield return Network(
                given[0],
                $"{together[0]}, {together[1]}, {together[2]} and {together[3]} must be given together: all four or none.");
        }

        foreach (SettingProblem problem in wanted.IsAttach ? [] : Subnet(Aks.SubnetId)(wanted, workspace))
        {
            yield return problem;
        }
    }

    public static IEnumerable<SettingProblem> LoadBalancer(ComputeConfiguration wanted, Workspace workspace) =>
        wanted.Get(Aks.LoadBalancerSubnet) is not null && wanted.Get(Aks.LoadBalancerType) != "InternalLoadBalancer"
            ? [Network(Aks.LoadBalancerSubnet, $"{Aks.LoadBalancerSubnet} needs {Aks.LoadBalancerType} InternalLoadBalancer.")]
            : [];

    private static IEnumerable<SettingProblem> Within(
        ComputeConfiguration wanted, JsonMember<TimeSpan?> member, TimeSpan least, TimeSpan most) =>
        wanted.Get(member) is { } time && (time < least || time > most)
            ? [new(member, $"{member}: {Duration.Short(time)} is not between {Duration.Short(least)} and {Duration.Short(most)}.")]
            : [];

    /// <summary>Only the service can check networks for certain, so the problem is not an error.</summary>
    private static SettingProblem Network(
        JsonMember member, FormattableString text, ComputeCheckOutcome outcome = ComputeCheckOutcome.Failed) =>
        new(member, text, nameof(Network), null) { Outcome = outcome };
}
