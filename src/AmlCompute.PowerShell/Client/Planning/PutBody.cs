using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;
using AmlCompute.Settings;

namespace AmlCompute.Client.Planning;

/// <summary>The bodies of PUT requests: settings, the target that is overwritten, and the secrets that a GET leaves out.</summary>
internal sealed class PutBody
{
    private const int DefaultMaxNodes = 4;

    /// <summary>The size that the Azure CLI takes when a file names none.</summary>
    private const string DefaultVmSize = "STANDARD_DS3_V2";

    /// <summary>What only the service writes and no published schema of a target has, or not as a property of a target.</summary>
    private static readonly JsonMember[] ReadOnlyWithoutProperty =
    [
        JsonMembers.Text("systemData"), JsonMembers.Text("properties.provisioningWarnings"), JsonMembers.Text("properties.properties.updateStatus"),
    ];

    private static readonly JsonMember[] Certificate = [AksCompute.Members.SslCertificate, AksCompute.Members.SslKey];

    private readonly ComputeClient _client;
    private readonly Workspace _workspace;
    private readonly CallContext _call;

    public PutBody(Workspace workspace, CallContext call)
    {
        _client = ServiceConnection.ClientOf(workspace);
        _workspace = workspace;
        _call = call;
    }

    /// <summary>The body that creates or attaches a target, or overwrites one.</summary>
    /// <param name="name">The name.</param>
    /// <param name="configuration">The settings that the user gave.</param>
    /// <param name="replaced">The target that is overwritten; null when the name is free.</param>
    /// <param name="location">The region.</param>
    public async Task<JsonObject> CreateAsync(string name, ComputeConfiguration configuration, ComputeTarget? replaced, string location)
    {
        // The region goes into the body only: the configuration is the user's, and may serve another workspace next.
        JsonObject body = replaced is null ? configuration.ToNode() : configuration.ToNodeOver(Of(replaced));
        if (replaced is not null)
        {
            WarnOfCertificate(name, replaced, body);
            if (!configuration.Given.Any(item => item.Key is JsonMember<SecureString>))
            {
                await AddCredentialsAsync(name, replaced, body).ConfigureAwait(false);
            }
        }

        ComputeTarget.Members.Location.Write(body, location);
        if (configuration.ComputeType == ComputeTypes.AmlCompute)
        {
            (int minNodes, int maxNodes) = ScaleOf(configuration, replaced as ComputeCluster);
            ComputeCluster.Members.MinNodes.Write(body, minNodes);
            ComputeCluster.Members.MaxNodes.Write(body, maxNodes);
        }

        if (configuration.ComputeType is ComputeTypes.AmlCompute or ComputeTypes.ComputeInstance && SizeOf(configuration) is null)
        {
            ComputeCluster.Members.VmSize.Write(body, replaced?.Read(ComputeCluster.Members.VmSize) ?? DefaultVmSize);
        }

        return body;
    }

    /// <summary>The body that changes a target in place: the resource as it is, with what differs and the secrets that a GET leaves out.</summary>
    public async Task<JsonObject> CreateAsync(string name, ComputePlan plan)
    {
        JsonObject body = Of(plan.Live);
        await AddCredentialsAsync(name, plan.Live, body).ConfigureAwait(false);
        foreach (ComputeDifference difference in plan.Differences.Where(difference => difference.Member != ComputeInstance.Members.DataMounts))
        {
            difference.Member.WriteNode(body, difference.Wanted?.DeepClone());
        }

        AddCertificate(name, plan, body);
        return body;
    }

    /// <summary>The resource as it is, without what only the service writes: what a PUT that changes nothing would send.</summary>
    public static JsonObject Of(ComputeTarget live)
    {
        JsonObject body = live.ToNode();
        foreach (JsonMember member in ComputeMembers.Of(live.GetType()).Values.Where(member => member.Access == MemberAccess.ReadOnly).Concat(ReadOnlyWithoutProperty))
        {
            Remove(body, member.Path.Split('.'));
        }

        if (!live.IsAttached)
        {
            // An id of the service's own making; a PUT with one attaches.
            ComputeTarget.Members.ClusterResourceId.Take(body);
        }

        if (live.Identity is { Type: { } type } identity)
        {
            ComputeTarget.Members.Identity.WriteNode(body, ComputeIdentity.Describe(type, identity.UserAssignedIdentities.Count == 0 ? null : identity.UserAssignedIdentities.Keys));
        }

        foreach (JsonObject schedule in (ComputeInstance.Members.Schedules.Find(body) as JsonArray ?? []).OfType<JsonObject>())
        {
            ComputeSchedule.RemoveAdditions(schedule);
        }

        // What is never shown reads as null; sent back so, it could make the service forget what it has.
        foreach (JsonMember member in ComputeMembers.Of(live.GetType()).Values.Where(MemberComparison.IsNeverShown))
        {
            RemoveNull(body, member.Path.Split('.'));
        }

        // The service does not give the password back, and takes no account without password or key; it is fixed anyway.
        if (live is ComputeCluster { SshPublicKey: null })
        {
            Remove(body, ComputeCluster.Members.AdminUserName.Path.Split('.').Take(3).ToArray());
        }

        return body;
    }

    /// <summary>What is not said of a target that is replaced stays as it is, if the type stays.</summary>
    public static ComputeConfiguration ForReplacement(ComputeConfiguration wanted, ComputeTarget live)
    {
        if (!live.ComputeType.Equals(wanted.ComputeType, StringComparison.OrdinalIgnoreCase))
        {
            return wanted;
        }

        JsonObject body = Of(live);
        if (!wanted.IsAttach)
        {
            // What the service made goes with the target; with its id, the new target would be attached to it.
            ComputeTarget.Members.ClusterResourceId.Take(body);
        }

        if (wanted.Get(ComputeTarget.Members.Location) is not null)
        {
            ComputeTarget.Members.ComputeLocation.Take(body);
        }

        return wanted.CompletedFrom(body);
    }

    /// <summary>
    /// The node limits that are sent; the service wants both. What was not given stays as it is on a cluster that is replaced; a new one gets the limits of
    /// the Python SDK v1.
    /// </summary>
    public static (int MinNodes, int MaxNodes) ScaleOf(ComputeConfiguration configuration, ComputeCluster? replaced)
    {
        int minNodes = configuration.Get(ComputeCluster.Members.MinNodes) ?? replaced?.MinNodes ?? 0;
        return (minNodes, configuration.Get(ComputeCluster.Members.MaxNodes) ?? Math.Max(replaced?.MaxNodes ?? DefaultMaxNodes, minNodes));
    }

    /// <summary>The size of the machines that Azure Machine Learning makes; null for other types.</summary>
    public static string? SizeOf(ComputeConfiguration configuration) =>
        configuration.Get(ComputeCluster.Members.VmSize) ?? configuration.Get(ComputeInstance.Members.VmSize);

    /// <summary>Nothing gives the certificate of an AKS cluster back, listKeys neither; it is sent only when the user has given it once more.</summary>
    private void AddCertificate(string name, ComputePlan plan, JsonObject body)
    {
        foreach (ComputeDifference wanted in plan.Wishes.Select(wish => wish.Difference).Where(wanted => wanted.Wanted is not null && Certificate.Contains(wanted.Member)))
        {
            wanted.Member.WriteNode(body, wanted.Wanted!.DeepClone());
        }

        WarnOfCertificate(name, plan.Live, body);
    }

    /// <summary>Says that a PUT over a target leaves out its certificate.</summary>
    private void WarnOfCertificate(string name, ComputeTarget live, JsonObject body)
    {
        if (string.Equals(JsonMembers.TextOf(AksCompute.Members.SslStatus.Find(body)), "Enabled", StringComparison.OrdinalIgnoreCase)
            && Certificate.Any(secret => secret.Find(body) is null))
        {
            _call.Log.Warning(
                $"{name}: its certificate and key for TLS cannot be read and are not sent again; if the service forgets them, "
                + (live.IsAttached ? "attach it again." : "send them again with New-AmlComputeTarget -Force."));
        }
    }

    /// <summary>A GET leaves credentials out; a PUT without them could make the service forget them.</summary>
    private async Task AddCredentialsAsync(string name, ComputeTarget live, JsonObject body)
    {
        if (live is not (VirtualMachineCompute or HDInsightCompute or DatabricksCompute))
        {
            return;
        }

        try
        {
            JsonElement keys = await _client.PostAsync(_workspace, name, ServiceAction.ListKeys, null, _call).ConfigureAwait(false);
            foreach (string holder in SecretHoldersOf(live))
            {
                string key = holder.Substring(holder.LastIndexOf('.') + 1);
                if (keys.ValueKind == JsonValueKind.Object && keys.TryGetProperty(key, out JsonElement secret))
                {
                    JsonMembers.Text(holder).WriteNode(body, JsonSerializer.SerializeToNode(secret));
                }
            }
        }
        catch (ComputeTargetException exception) when (exception.ErrorId is ErrorIds.InvalidArgument or ErrorIds.AuthorizationFailed)
        {
            _call.Log.Warning($"{name}: its credentials could not be read and are not sent again; if the service forgets them, attach it again. {exception.Message}");
        }
    }

    /// <summary>The members of <c>properties.properties</c> that are secrets or have some: the same that listKeys gives.</summary>
    private static IEnumerable<string> SecretHoldersOf(ComputeTarget target) => ComputeMembers.Of(target.GetType()).Values
        .OfType<JsonMember<SecureString>>()
        .Select(secret => string.Join(".", secret.Path.Split('.').Take(3)))
        .Distinct();

    /// <summary>Removes a member that is null, or the first of the objects around it that is, and those around that have nothing else.</summary>
    private static void RemoveNull(JsonObject root, string[] path)
    {
        JsonObject parent = root;
        for (int depth = 0; depth < path.Length && parent.TryGetPropertyValue(path[depth], out JsonNode? value); depth++)
        {
            if (value is null)
            {
                Remove(root, [.. path.Take(depth + 1)]);
            }

            if (value is not JsonObject child)
            {
                return;
            }

            parent = child;
        }
    }

    /// <summary>Removes a member, and the objects around it that have nothing else.</summary>
    private static bool Remove(JsonObject root, string[] path)
    {
        if (path.Length > 1)
        {
            return root[path[0]] is JsonObject child && Remove(child, [.. path.Skip(1)]) && child.Count == 0 && root.Remove(path[0]);
        }

        return root.Remove(path[0]);
    }
}
