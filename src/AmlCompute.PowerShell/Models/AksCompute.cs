using System.Globalization;
using System.Security;

namespace AmlCompute;

/// <summary>
/// An Azure Kubernetes Service cluster for inference, created by the workspace or attached: computeType AKS. A value that the service omits
/// is null or empty.
/// </summary>
public sealed class AksCompute : ComputeTarget
{
    internal AksCompute(JsonElement json, Workspace workspace) : base(json, workspace) { }

    // These overrides come first in lists of properties; see ComputeTarget.
    /// <inheritdoc/>
    public override string Name => base.Name;

    /// <inheritdoc/>
    public override string Type => base.Type;

    /// <inheritdoc/>
    public override string? State => base.State;

    /// <summary>Gets <see cref="AgentCount"/> as text, such as 3. JSON: <c>properties.properties.agentCount</c>.</summary>
    public override string? Nodes => AgentCount?.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string? Size => VmSize ?? base.Size;

    /// <summary>Gets the virtual machine size of a node. JSON: <c>properties.properties.agentVmSize</c>.</summary>
    public string? VmSize => Read(Members.VmSize);

    /// <summary>Gets the number of nodes. JSON: <c>properties.properties.agentCount</c>.</summary>
    public int? AgentCount => Read(Members.AgentCount);

    /// <summary>Gets the purpose: FastProd, DenseProd or DevTest. JSON: <c>properties.properties.clusterPurpose</c>.</summary>
    public string? ClusterPurpose => Read(Members.ClusterPurpose);

    /// <summary>Gets the host name of the cluster. JSON: <c>properties.properties.clusterFqdn</c>.</summary>
    public string? ClusterFqdn => Read(Members.ClusterFqdn);

    /// <summary>Gets the services that the workspace runs on the cluster. JSON: <c>properties.properties.systemServices</c>.</summary>
    public IReadOnlyList<AksSystemService> SystemServices => ReadList(Members.SystemServices);

    /// <summary>
    /// Gets the ARM id of the subnet; null without a virtual network.
    /// JSON: <c>properties.properties.aksNetworkingConfiguration.subnetId</c>.
    /// </summary>
    public string? SubnetId => Read(Members.SubnetId);

    /// <summary>
    /// Gets the IP range of the cluster's services, in CIDR notation.
    /// JSON: <c>properties.properties.aksNetworkingConfiguration.serviceCidr</c>.
    /// </summary>
    public string? ServiceCidr => Read(Members.ServiceCidr);

    /// <summary>
    /// Gets the IP address of the DNS service. JSON: <c>properties.properties.aksNetworkingConfiguration.dnsServiceIP</c>.
    /// </summary>
    public string? DnsServiceIp => Read(Members.DnsServiceIp);

    /// <summary>
    /// Gets the IP range of the Docker bridge, in CIDR notation.
    /// JSON: <c>properties.properties.aksNetworkingConfiguration.dockerBridgeCidr</c>.
    /// </summary>
    public string? DockerBridgeCidr => Read(Members.DockerBridgeCidr);

    /// <summary>Gets the load balancer: PublicIp or InternalLoadBalancer. JSON: <c>properties.properties.loadBalancerType</c>.</summary>
    public string? LoadBalancerType => Read(Members.LoadBalancerType);

    /// <summary>Gets the name of the subnet of an internal load balancer. JSON: <c>properties.properties.loadBalancerSubnet</c>.</summary>
    public string? LoadBalancerSubnet => Read(Members.LoadBalancerSubnet);

    /// <summary>Gets the TLS status: Disabled, Enabled or Auto. JSON: <c>properties.properties.sslConfiguration.status</c>.</summary>
    public string? SslStatus => Read(Members.SslStatus);

    /// <summary>Gets the host name of the user's own certificate. JSON: <c>properties.properties.sslConfiguration.cname</c>.</summary>
    public string? SslCname => Read(Members.SslCname);

    /// <summary>
    /// Gets the label in the host name of the service. JSON: <c>properties.properties.sslConfiguration.leafDomainLabel</c>.
    /// </summary>
    public string? SslLeafDomainLabel => Read(Members.SslLeafDomainLabel);

    /// <summary>
    /// Gets a value indicating whether the cluster replaces an existing DNS record of its host name.
    /// JSON: <c>properties.properties.sslConfiguration.overwriteExistingDomain</c>.
    /// </summary>
    public bool? SslOverwriteExistingDomain => Read(Members.SslOverwriteExistingDomain);

    /// <summary>Gets the members that select the certificate. A new value of one member replaces all of them.</summary>
    internal static IReadOnlyCollection<JsonMember> SslMembers { get; } =
        [Members.SslStatus, Members.SslCname, Members.SslLeafDomainLabel, Members.SslCertificate, Members.SslKey];

    /// <summary>
    /// Returns the TLS status for the given settings: Enabled with a certificate of the user, Auto with a label for a certificate of the
    /// service; null with neither.
    /// </summary>
    /// <param name="label">The label; null for none.</param>
    /// <param name="certificateParts">The name and the files of the certificate; null for a part that is not given.</param>
    internal static string? DeriveSslStatus(string? label, params string?[] certificateParts) =>
        certificateParts.Any(part => part is not null) ? "Enabled"
        : label is not null ? "Auto"
        : null;

    internal static new class Members
    {
        public static readonly JsonMember<string> VmSize = JsonMembers.CreateText("properties.properties.agentVmSize", MemberAccess.Fixed);
        public static readonly JsonMember<int?> AgentCount =
            JsonMembers.CreateInteger("properties.properties.agentCount", MemberAccess.Fixed);
        public static readonly JsonMember<string> ClusterPurpose =
            JsonMembers.CreateWord("properties.properties.clusterPurpose", MemberAccess.Fixed, "FastProd", "DenseProd", "DevTest");
        public static readonly JsonMember<string> ClusterFqdn =
            JsonMembers.CreateText("properties.properties.clusterFqdn", MemberAccess.Fixed);
        public static readonly JsonMember<IReadOnlyList<AksSystemService>> SystemServices =
            JsonMembers.CreateList("properties.properties.systemServices", json => new AksSystemService(json));
        public static readonly JsonMember<string> SubnetId =
            JsonMembers.CreateText("properties.properties.aksNetworkingConfiguration.subnetId", MemberAccess.Fixed);
        public static readonly JsonMember<string> ServiceCidr =
            JsonMembers.CreateText("properties.properties.aksNetworkingConfiguration.serviceCidr", MemberAccess.Fixed);
        public static readonly JsonMember<string> DnsServiceIp =
            JsonMembers.CreateText("properties.properties.aksNetworkingConfiguration.dnsServiceIP", MemberAccess.Fixed);
        public static readonly JsonMember<string> DockerBridgeCidr =
            JsonMembers.CreateText("properties.properties.aksNetworkingConfiguration.dockerBridgeCidr", MemberAccess.Fixed);
        public static readonly JsonMember<string> LoadBalancerType =
            JsonMembers.CreateWord("properties.properties.loadBalancerType", MemberAccess.Put, "PublicIp", "InternalLoadBalancer");
        public static readonly JsonMember<string> LoadBalancerSubnet =
            JsonMembers.CreateText("properties.properties.loadBalancerSubnet", MemberAccess.Put);
        public static readonly JsonMember<string> SslStatus =
            JsonMembers.CreateWord("properties.properties.sslConfiguration.status", MemberAccess.Put, "Disabled", "Enabled", "Auto");
        public static readonly JsonMember<string> SslCname =
            JsonMembers.CreateText("properties.properties.sslConfiguration.cname", MemberAccess.Put);
        public static readonly JsonMember<string> SslLeafDomainLabel =
            JsonMembers.CreateText("properties.properties.sslConfiguration.leafDomainLabel", MemberAccess.Put);
        public static readonly JsonMember<bool?> SslOverwriteExistingDomain =
            JsonMembers.CreateBoolean("properties.properties.sslConfiguration.overwriteExistingDomain", MemberAccess.Put);
        public static readonly JsonMember<SecureString> SslCertificate =
            JsonMembers.CreateSecret("properties.properties.sslConfiguration.cert", MemberAccess.Put);
        public static readonly JsonMember<SecureString> SslKey =
            JsonMembers.CreateSecret("properties.properties.sslConfiguration.key", MemberAccess.Put);
    }
}
