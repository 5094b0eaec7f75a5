using System.Security;
using AmlCompute.Client.Changes;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>Builds the bodies of PUT requests from settings and the target that is overwritten.</summary>
internal static class PutBody
{
    /// <summary>The size that the Azure CLI uses if a file names none.</summary>
    private const string DefaultVmSize = "STANDARD_DS3_V2";

    /// <summary>The default maximum node count of the Python SDK v1. A file of the Azure CLI has its own default.</summary>
    private const int DefaultMaxNodes = 4;

    private const int DefaultSshPort = 22;

    /// <summary>The certificate and the key of an AKS cluster, which neither a GET nor listKeys returns.</summary>
    private static readonly JsonMember[] CertificateMembers = [AksCompute.Members.SslCertificate, AksCompute.Members.SslKey];

    /// <summary>Builds the body that creates, attaches or overwrites a target. The configuration itself is not changed.</summary>
    /// <param name="configuration">The settings to send.</param>
    /// <param name="existingBody">The body of the target that is overwritten; null for a new target.</param>
    /// <param name="replaced">The target that is overwritten; null for a new target.</param>
    /// <param name="location">The region of the target.</param>
    public static JsonObject BuildForConfiguration(
        ComputeConfiguration configuration, JsonObject? existingBody, ComputeTarget? replaced, string location)
    {
        JsonObject body = existingBody is null ? configuration.ToNode() : configuration.ToNodeOverExisting(existingBody);
        ComputeTarget.Members.Location.Write(body, location);
        if (configuration.ComputeType == ComputeTypes.AmlCompute)
        {
            (int minNodes, int maxNodes) = GetNodeLimits(configuration, replaced as ComputeCluster);
            ComputeCluster.Members.MinNodes.Write(body, minNodes);
            ComputeCluster.Members.MaxNodes.Write(body, maxNodes);
        }

        if (FindSentVmSize(configuration, replaced) is { } size)
        {
            // A cluster and an instance have the size at the same path.
            ComputeCluster.Members.VmSize.Write(body, size);
        }

        AddDefaults(body, configuration.ComputeType);
        return body;
    }

    /// <summary>
    /// Writes the changes of a plan to the body of the existing target. The certificate of an AKS cluster is written whenever the user gave
    /// it, because the body of the existing target does not contain it.
    /// </summary>
    public static void ApplyChanges(TargetPlan plan, JsonObject body)
    {
        // Mounts and a new size are sent as actions.
        IEnumerable<ComputeDifference> changed = plan.Differences
            .Where(difference => difference.Member != ComputeInstance.Members.DataMounts && difference.Way != ChangeWay.Resize);
        IEnumerable<ComputeDifference> certificate = plan.Values
            .Select(value => value.Difference)
            .Where(wanted => wanted.Wanted is not null && CertificateMembers.Contains(wanted.Member));
        foreach (ComputeDifference difference in changed.Concat(certificate))
        {
            difference.Member.WriteNode(body, difference.Wanted?.DeepClone());
        }
    }

    /// <summary>Returns true if a PUT of the body over an existing AKS cluster omits the certificate or the key of the cluster.</summary>
    public static bool OmitsCertificate(JsonObject body) =>
        AksCompute.Members.SslStatus.HasWord(body, "Enabled") && CertificateMembers.Any(secret => secret.FindNode(body) is null);

    /// <summary>
    /// Builds the body of a PUT that changes nothing: the resource without the members that only the service writes. Secrets that a GET
    /// does not return are missing in it.
    /// </summary>
    public static JsonObject BuildForExisting(ComputeTarget live)
    {
        JsonObject body = live.ToNode();
        RemoveReadOnlyMembers(body, live);
        if (live.Identity is { Type: { } type } identity)
        {
            IEnumerable<string>? ids = identity.UserAssignedIdentities.Count == 0 ? null : identity.UserAssignedIdentities.Keys;
            ComputeTarget.Members.Identity.WriteNode(body, ComputeIdentity.CreateJson(type, ids));
        }

        foreach (JsonObject schedule in ListSchedules(body))
        {
            ComputeSchedule.RemoveAdditions(schedule);
        }

        RemoveHiddenSecrets(body, live);
        return body;
    }

    /// <summary>Completes the settings of a replacement with those of the current target if the compute type stays the same.</summary>
    public static ComputeConfiguration CompleteForReplacement(ComputeConfiguration wanted, ComputeTarget live)
    {
        if (!live.ComputeType.Equals(wanted.ComputeType, StringComparison.OrdinalIgnoreCase))
        {
            return wanted;
        }

        JsonObject body = BuildForExisting(live);
        if (!wanted.IsAttach)
        {
            // A PUT with the id of a resource attaches it, but this target is to be created.
            ComputeTarget.Members.ClusterResourceId.RemoveFrom(body);
        }

        if (wanted.Get(ComputeTarget.Members.Location) is not null)
        {
            ComputeTarget.Members.ComputeLocation.RemoveFrom(body);
        }

        return wanted.CopyCompletedFrom(body);
    }

    /// <summary>
    /// Returns the node limits to send; the service requires both. A limit that was not given keeps its value on an existing
    /// cluster; a new one gets the defaults of its file or of the Python SDK v1. A maximum that was not given is at least the minimum.
    /// </summary>
    public static (int MinNodes, int MaxNodes) GetNodeLimits(ComputeConfiguration configuration, ComputeCluster? replaced)
    {
        int minNodes = configuration.Get(ComputeCluster.Members.MinNodes) ?? replaced?.MinNodes ?? 0;
        int maxNodes = configuration.Get(ComputeCluster.Members.MaxNodes)
            ?? Math.Max(replaced?.MaxNodes ?? configuration.DefaultMaxNodes ?? DefaultMaxNodes, minNodes);
        return (minNodes, maxNodes);
    }

    /// <summary>Returns the size of the machines of a cluster or an instance; null if it is not given, and for other types.</summary>
    public static string? FindVmSize(ComputeConfiguration configuration) =>
        configuration.Get(ComputeCluster.Members.VmSize) ?? configuration.Get(ComputeInstance.Members.VmSize);

    /// <summary>
    /// Returns the size that a PUT of a cluster or an instance has: the given one, or else that of the target that is overwritten, or else
    /// the default; null for other types.
    /// </summary>
    public static string? FindSentVmSize(ComputeConfiguration configuration, ComputeTarget? replaced) =>
        configuration.ComputeType is ComputeTypes.AmlCompute or ComputeTypes.ComputeInstance
            ? FindVmSize(configuration) ?? replaced?.Read(ComputeCluster.Members.VmSize) ?? DefaultVmSize
            : null;

    /// <summary>
    /// Returns the paths of the members of <c>properties.properties</c> that are or contain secrets; listKeys returns these members by
    /// their last names.
    /// </summary>
    public static IEnumerable<string> ListSecretHolders(ComputeTarget target) => ComputeMembers.ListMembers(target.GetType()).Values
        .OfType<JsonMember<SecureString>>()
        .Select(secret => string.Join(".", GetHolderPath(secret)))
        .Distinct();

    /// <summary>Adds the values that the service requires and that users may omit.</summary>
    private static void AddDefaults(JsonObject body, string computeType)
    {
        if (computeType == ComputeTypes.VirtualMachine && VirtualMachineCompute.Members.SshPort.FindNode(body) is null)
        {
            VirtualMachineCompute.Members.SshPort.Write(body, DefaultSshPort);
        }

        foreach (JsonObject schedule in ListSchedules(body))
        {
            if (ComputeSchedule.Members.Status.FindNode(schedule) is null)
            {
                ComputeSchedule.Members.Status.Write(schedule, "Enabled");
            }
        }
    }

    private static IEnumerable<JsonObject> ListSchedules(JsonObject body) =>
        (ComputeInstance.Members.Schedules.FindNode(body) as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Returns the path of the member of <c>properties.properties</c> that is the given member or contains it.</summary>
    private static string[] GetHolderPath(JsonMember member)
    {
        // The path is properties.properties.<holder>, and the rest of the path is inside the holder.
        const int HolderDepth = 3;
        return [.. member.Path.Split('.').Take(HolderDepth)];
    }

    private static void RemoveReadOnlyMembers(JsonObject body, ComputeTarget live)
    {
        IEnumerable<JsonMember> readOnly = ComputeMembers.ListMembers(live.GetType()).Values
            .Where(member => member.Access == MemberAccess.ReadOnly);
        foreach (JsonMember member in readOnly.Concat(ComputeMembers.ReadOnlyWithoutProperty))
        {
            RemoveMember(body, member.Path.Split('.'));
        }

        if (!live.IsAttached)
        {
            // The service shows the id of a resource that it created. A PUT with an id attaches that resource.
            ComputeTarget.Members.ClusterResourceId.RemoveFrom(body);
        }
    }

    /// <summary>
    /// Removes the members that the service does not return, if a GET shows them as null, because a null in the PUT could delete the stored
    /// value. Removes the account of a cluster without an SSH key.
    /// </summary>
    private static void RemoveHiddenSecrets(JsonObject body, ComputeTarget live)
    {
        foreach (JsonMember member in ComputeMembers.ListMembers(live.GetType()).Values.Where(MemberComparison.IsNeverReturned))
        {
            RemoveNull(body, member.Path.Split('.'));
        }

        // A GET omits the password, and the service refuses an account without password and key. The account cannot be changed anyway.
        if (live is ComputeCluster { SshPublicKey: null })
        {
            RemoveMember(body, GetHolderPath(ComputeCluster.Members.AdminUserName));
        }
    }

    /// <summary>Removes a member that is null, or its outermost parent that is null, and the parents that become empty.</summary>
    private static void RemoveNull(JsonObject root, string[] path)
    {
        JsonObject parent = root;
        for (int depth = 0; depth < path.Length && parent.TryGetPropertyValue(path[depth], out JsonNode? value); depth++)
        {
            if (value is null)
            {
                RemoveMember(root, [.. path.Take(depth + 1)]);
                return;
            }

            if (value is not JsonObject child)
            {
                return;
            }

            parent = child;
        }
    }

    /// <summary>Removes a member and the parents that become empty. Returns true if it removed the first name of the path.</summary>
    private static bool RemoveMember(JsonObject parent, string[] path)
    {
        if (path.Length == 1)
        {
            return parent.Remove(path[0]);
        }

        if (parent[path[0]] is not JsonObject child || !RemoveMember(child, [.. path.Skip(1)]) || child.Count > 0)
        {
            return false;
        }

        return parent.Remove(path[0]);
    }
}
