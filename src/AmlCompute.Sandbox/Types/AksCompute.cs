using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.Catalog;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>An AKS cluster for inference, created by the service or attached: computeType AKS.</summary>
internal sealed class AksCompute(Workspace workspace, string name, SandboxState state)
    : CreatableCompute(Definition, workspace, name, state, "Microsoft.ContainerService/managedClusters")
{
    private const string AgentCount = "agentCount";
    private const string SslConfiguration = "sslConfiguration";
    private const string NetworkConfiguration = "aksNetworkingConfiguration";

    public static ComputeType Definition { get; } =
        new("AKS", CreateBodyShape(), (workspace, name, state) => new AksCompute(workspace, name, state));

    // No recording has these times. A cluster takes longer to create and delete than to attach and detach.
    protected override TimeSpan CreationDuration => IsAttached ? base.CreationDuration : TimeSpan.FromMinutes(5);

    protected override TimeSpan DeletionDuration => IsAttached ? base.DeletionDuration : TimeSpan.FromMinutes(3);

    protected override IReadOnlyList<string> ChangeableMembers { get; } =
        [AgentCount, SslConfiguration, "loadBalancerType", "loadBalancerSubnet"];

    private string HostName => (string?)TypeProperties["clusterFqdn"]
        ?? $"{Name.ToLowerInvariant()}-{State.Seeds.CreateHex($"{Id}/host", 4)}.hcp.{Regions.NormalizeName(Location)}.azmk8s.io";

    public override JsonObject ListKeys() => new()
    {
        ["computeType"] = Type.Name,
        ["userKubeConfig"] = CreateKubeConfig("clusterUser"),
        ["adminKubeConfig"] = CreateKubeConfig("clusterAdmin"),
        ["imagePullSecretName"] = $"{Workspace.Name}-pull-secret",
    };

    protected override void CheckPut(PutBody body, bool isNew)
    {
        base.CheckPut(body, isNew);
        const string Path = $"properties.properties.{AgentCount}";
        ServiceError.ThrowIf((int?)body.TypeProperties[AgentCount] < 0, $"The value of '{Path}' must not be negative.", Path);
    }

    protected override JsonObject RenderTypeProperties() => new()
    {
        ["clusterFqdn"] = CopySentOrAdded("clusterFqdn", HostName),

        // A read-only list, which the service adds after its response to the change. The sandbox has no services in the cluster.
        ["systemServices"] = IsChangeResponse ? null : new JsonArray(),
        [AgentCount] = CopySentOrAdded(AgentCount, 3),
        ["agentVmSize"] = CopySentOrAdded("agentVmSize", "Standard_D3_v2"),
        ["clusterPurpose"] = CopySentOrAdded("clusterPurpose", "FastProd"),
        [SslConfiguration] = RenderSsl(),
        [NetworkConfiguration] = CopySent(NetworkConfiguration),
        ["loadBalancerType"] = CopySentOrAdded("loadBalancerType", "PublicIp"),
        ["loadBalancerSubnet"] = CopySent("loadBalancerSubnet"),
    };

    private static ObjectShape CreateBodyShape()
    {
        const string AddressRange = @"([0-9]{1,3}\.){3}[0-9]{1,3}(/([0-9]|[1-2][0-9]|3[0-2]))?";
        const string Octet = "(25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)";
        Shape addressRange = Shape.Matching(AddressRange, "an address range such as 10.0.0.0/16");
        return Shape.Object(
            ("clusterFqdn", Shape.Text),
            (AgentCount, Shape.Integer),
            ("agentVmSize", Shape.Text),
            ("clusterPurpose", Shape.OneOf("FastProd", "DenseProd", "DevTest")),
            (SslConfiguration, Shape.Object(
                ("status", Shape.OneOf("Disabled", "Enabled", "Auto")),
                ("cert", Shape.Text),
                ("key", Shape.Text),
                ("cname", Shape.Text),
                ("leafDomainLabel", Shape.Text),
                ("overwriteExistingDomain", Shape.Flag))),
            (NetworkConfiguration, Shape.Object(
                ("subnetId", Shape.Text),
                ("serviceCidr", addressRange),
                ("dnsServiceIP", Shape.Matching($@"({Octet}\.){{3}}{Octet}", "an IPv4 address")),
                ("dockerBridgeCidr", addressRange))),
            ("loadBalancerType", Shape.OneOf("PublicIp", "InternalLoadBalancer")),
            ("loadBalancerSubnet", Shape.Text)).Ignoring("systemServices");
    }

    /// <summary>Renders the SSL settings without the certificate and its key; null if the request had none.</summary>
    private JsonObject? RenderSsl()
    {
        if (TypeProperties[SslConfiguration] is not JsonObject ssl)
        {
            return null;
        }

        return new JsonObject
        {
            ["status"] = (string?)ssl["status"] ?? "Disabled",
            ["cert"] = null,
            ["key"] = null,
            ["cname"] = ssl["cname"]?.DeepClone(),
            ["leafDomainLabel"] = ssl["leafDomainLabel"]?.DeepClone(),
            ["overwriteExistingDomain"] = (bool?)ssl["overwriteExistingDomain"] ?? false,
        };
    }

    private string CreateKubeConfig(string user) =>
        $"apiVersion: v1\nkind: Config\nclusters:\n- name: {Name}\n  cluster:\n    server: https://{HostName}:443\n" +
        $"users:\n- name: {user}\n  user:\n    token: {State.Seeds.CreateHex($"{Id}/{user}", 16)}\n";
}
