using System.Globalization;
using System.Security;

namespace AmlCompute;

/// <summary>An Azure Kubernetes Service cluster for inference, created by the workspace or attached: computeType AKS.</summary>
public sealed class AksCompute : ComputeTarget
{
    internal AksCompute(JsonElement json, Workspace workspace) : base(json, workspace) { }

    /// <inheritdoc/>
    public override string Name => base.Name;

    /// <inheritdoc/>
    public override string Type => base.Type;

    /// <inheritdoc/>
    public override string? State => base.State;

    /// <inheritdoc/>
    public override string? Nodes => AgentCount?.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string? Size => VmSize ?? base.Size;

    /// <summary>Gets the size of a node. JSON: <c>properties.properties.agentVmSize</c>.</summary>
    public string? VmSize => Read(Members.VmSize);

    /// <summary>Gets the number of nodes. JSON: <c>properties.properties.agentCount</c>.</summary>
    public int? AgentCount => Read(Members.AgentCount);

    /// <summary>
    /// Gets the purpose of the cluster: FastProd, DenseProd or DevTest. JSON: <c>properties.properties.clusterPurpose</c>.
    /// </summary>
    public string? ClusterPurpose => Read(Members.ClusterPurpose);

    /// <summary>Gets the host name of the cluster. JSON: <c>properties.properties.clusterFqdn</c>.</summary>
    public string? ClusterFqdn => Read(Members.ClusterFqdn);

    /// <summary>
    /// Gets the services that Azure Machine Learning runs on the cluster. JSON: <c>properties.properties.systemServices</c>.
    /// </summary>
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
    /// Gets the IP address of the cluster's DNS service. JSON: <c>properties.properties.aksNetworkingConfiguration.dnsServiceIP</c>.
    /// </summary>
    public string? DnsServiceIp => Read(Members.DnsServiceIp);

    /// <summary>
    /// Gets the IP range of the Docker bridge, in CIDR notation.
    /// JSON: <c>properties.properties.aksNetworkingConfiguration.dockerBridgeCidr</c>.
    /// </summary>
    public string? DockerBridgeCidr => Read(Members.DockerBridgeCidr);

    /// <summary>
    /// Gets the kind of load balancer: PublicIp or InternalLoadBalancer. JSON: <c>properties.properties.loadBalancerType</c>.
    /// </summary>
    public string? LoadBalancerType => Read(Members.LoadBalancerType);

    /// <summary>Gets the name of the subnet of an internal load balancer. JSON: <c>properties.properties.loadBalancerSubnet</c>.</summary>
    public string? LoadBalancerSubnet => Read(Members.LoadBalancerSubnet);

    /// <summary>Gets the TLS status: Disabled, Enabled or Auto. JSON: <c>properties.properties.sslConfiguration.status</c>.</summary>
    public string? SslStatus => Read(Members.SslStatus);

    /// <summary>Gets the host name of the certificate. JSON: <c>properties.properties.sslConfiguration.cname</c>.</summary>
    public string? SslCname => Read(Members.SslCname);

    /// <summary>
    /// Gets the label from which the service derives a host name. JSON: <c>properties.properties.sslConfiguration.leafDomainLabel</c>.
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

    /// <summary>Returns the status of the certificate that the given settings mean; null if they name none.</summary>
    internal static string? SslStatusOf(bool hasOwnCertificate, bool hasLabel) => hasOwnCertificate ? "Enabled" : hasLabel ? "Auto" : null;

    internal static new class Members
    {
        public static readonly JsonMember<string> VmSize = JsonMembers.Text("properties.properties.agentVmSize", MemberAccess.Fixed);
        public static readonly JsonMember<int?> AgentCount = JsonMembers.Number("properties.properties.agentCount", MemberAccess.Fixed);
        public static readonly JsonMember<string> ClusterPurpose =
            JsonMembers.Word("properties.properties.clusterPurpose", MemberAccess.Fixed, "FastProd", "DenseProd", "DevTest");
        public static readonly JsonMember<string> ClusterFqdn = JsonMembers.Text("properties.properties.clusterFqdn", MemberAccess.Fixed);
        public static readonly JsonMember<IReadOnlyList<AksSystemService>> SystemServices =
            JsonMembers.List("properties.properties.systemServices", json => new AksSystemService(json));
        public static readonly JsonMember<string> SubnetId =
            JsonMembers.Text("properties.properties.aksNetworkingConfiguration.subnetId", MemberAccess.Fixed);
        public static readonly JsonMember<string> ServiceCidr =
            JsonMembers.Text("properties.properties.aksNetworkingConfiguration.serviceCidr", MemberAccess.Fixed);
        public static readonly JsonMember<string> DnsServiceIp =
            JsonMembers.Text("properties.properties.aksNetworkingConfiguration.dnsServiceIP", MemberAccess.Fixed);
        public static readonly JsonMember<string> DockerBridgeCidr =
            JsonMembers.Text("properties.properties.aksNetworkingConfiguration.dockerBridgeCidr", MemberAccess.Fixed);
        public static readonly JsonMember<string> LoadBalancerType =
            JsonMembers.Word("properties.properties.loadBalancerType", MemberAccess.Put, "PublicIp", "InternalLoadBalancer");
        public static readonly JsonMember<string> LoadBalancerSubnet =
            JsonMembers.Text("properties.properties.loadBalancerSubnet", MemberAccess.Put);
        public static readonly JsonMember<string> SslStatus =
            JsonMembers.Word("properties.properties.sslConfiguration.status", MemberAccess.Put, "Disabled", "Enabled", "Auto");
        public static readonly JsonMember<string> SslCname =
            JsonMembers.Text("properties.properties.sslConfiguration.cname", MemberAccess.Put);
        public static readonly JsonMember<string> SslLeafDomainLabel =
            JsonMembers.Text("properties.properties.sslConfiguration.leafDomainLabel", MemberAccess.Put);
        public static readonly JsonMember<bool?> SslOverwriteExistingDomain =
            JsonMembers.Flag("properties.properties.sslConfiguration.overwriteExistingDomain", MemberAccess.Put);
        public static readonly JsonMember<SecureString> SslCertificate =
            JsonMembers.Secret("properties.properties.sslConfiguration.cert", MemberAccess.Put);
        public static readonly JsonMember<SecureString> SslKey =
            JsonMembers.Secret("properties.properties.sslConfiguration.key", MemberAccess.Put);
    }
}

/// <summary>A service that Azure Machine Learning runs on an AKS cluster.</summary>
public sealed class AksSystemService : JsonModel
{
    internal AksSystemService(JsonElement json) : base(json) { }

    /// <summary>Gets the kind of service. JSON: <c>systemServiceType</c>.</summary>
    public string? SystemServiceType => Read(Members.SystemServiceType);

    /// <summary>Gets the public IP address. JSON: <c>publicIpAddress</c>.</summary>
    public string? PublicIpAddress => Read(Members.PublicIpAddress);

    /// <summary>Gets the version. JSON: <c>version</c>.</summary>
    public string? Version => Read(Members.Version);

    /// <summary>Shows the kind and the version.</summary>
    /// <returns>For example <c>ScoringFrontEnd 1.0</c>.</returns>
    public override string ToString() => $"{SystemServiceType} {Version}".Trim();

    private static class Members
    {
        public static readonly JsonMember<string> SystemServiceType = JsonMembers.Text("systemServiceType");
        public static readonly JsonMember<string> PublicIpAddress = JsonMembers.Text("publicIpAddress");
        public static readonly JsonMember<string> Version = JsonMembers.Text("version");
    }
}
