using AmlCompute.Sandbox.Bodies;
using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Types;

/// <summary>An AKS cluster for inference, created by the service or attached: computeType AKS.</summary>
internal sealed class AksCompute(Workspace workspace, string name, SandboxState state)
    : CreatableCompute(Definition, workspace, name, state, "Microsoft.ContainerService/managedClusters")
{
    private const string AgentCount = "agentCount";
    private const string Ssl = "sslConfiguration";
    private const string Network = "aksNetworkingConfiguration";

    public static ComputeType Definition { get; } =
        new("AKS", BodyShape(), (workspace, name, state) => new AksCompute(workspace, name, state));

    // No recording has this time. The creation of a cluster takes longer than an attachment.
    protected override TimeSpan CreateTime => IsAttached ? base.CreateTime : TimeSpan.FromMinutes(5);

    protected override TimeSpan DeleteTime => IsAttached ? base.DeleteTime : TimeSpan.FromMinutes(3);

    protected override IReadOnlyList<string> Changeable { get; } = [AgentCount, Ssl, "loadBalancerType", "loadBalancerSubnet"];

    public override JsonObject ListKeys() => new()
    {
        ["computeType"] = Type.Name,
        ["userKubeConfig"] = KubeConfig("clusterUser"),
        ["adminKubeConfig"] = KubeConfig("clusterAdmin"),
        ["imagePullSecretName"] = $"{Workspace.Name}-pull-secret",
    };

    protected override void Check(PutBody body, bool isNew)
    {
        base.Check(body, isNew);
        const string Path = $"properties.properties.{AgentCount}";
        ServiceError.ThrowIf((int?)body.Inner[AgentCount] < 0, $"The value of '{Path}' must not be negative.", Path);
    }

    protected override JsonObject RenderInner() => new()
    {
        ["clusterFqdn"] = Echo("clusterFqdn", Host()),
        ["systemServices"] = IsChangeResponse ? null : new JsonArray(),
        [AgentCount] = Echo(AgentCount, 3),
        ["agentVmSize"] = Echo("agentVmSize", "Standard_D3_v2"),
        ["clusterPurpose"] = Echo("clusterPurpose", "FastProd"),
        [Ssl] = SslView(),
        [Network] = Echo(Network),
        ["loadBalancerType"] = Echo("loadBalancerType", "PublicIp"),
        ["loadBalancerSubnet"] = Echo("loadBalancerSubnet"),
    };

    private static ObjectShape BodyShape()
    {
        const string Range = @"([0-9]{1,3}\.){3}[0-9]{1,3}(/([0-9]|[1-2][0-9]|3[0-2]))?";
        const string Octet = "(25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)";
        Shape range = Shape.Matching(Range, "an address range such as 10.0.0.0/16");
        return Shape.Object(
            ("clusterFqdn", Shape.Text),
            (AgentCount, Shape.Integer),
            ("agentVmSize", Shape.Text),
            ("clusterPurpose", Shape.OneOf("FastProd", "DenseProd", "DevTest")),
            (Ssl, Shape.Object(
                ("status", Shape.OneOf("Disabled", "Enabled", "Auto")),
                ("cert", Shape.Text),
                ("key", Shape.Text),
                ("cname", Shape.Text),
                ("leafDomainLabel", Shape.Text),
                ("overwriteExistingDomain", Shape.Flag))),
            (Network, Shape.Object(
                ("subnetId", Shape.Text),
                ("serviceCidr", range),
                ("dnsServiceIP", Shape.Matching($@"({Octet}\.){{3}}{Octet}", "an IPv4 address")),
                ("dockerBridgeCidr", range))),
            ("loadBalancerType", Shape.OneOf("PublicIp", "InternalLoadBalancer")),
            ("loadBalancerSubnet", Shape.Text)).Ignoring("systemServices");
    }

    private string Host() => $"{Name.ToLowerInvariant()}-{State.Seeds.Hex($"{Id}/host", 4)}.hcp.{Location}.azmk8s.io";

    /// <summary>Renders the SSL settings without the certificate and its key.</summary>
    private JsonObject? SslView() => Inner[Ssl] is not JsonObject ssl ? null : new JsonObject
    {
        ["status"] = (string?)ssl["status"] ?? "Disabled",
        ["cert"] = null,
        ["key"] = null,
        ["cname"] = ssl["cname"]?.DeepClone(),
        ["leafDomainLabel"] = ssl["leafDomainLabel"]?.DeepClone(),
        ["overwriteExistingDomain"] = (bool?)ssl["overwriteExistingDomain"] ?? false,
    };

    private string KubeConfig(string user) =>
        $"apiVersion: v1\nkind: Config\nclusters:\n- name: {Name}\n  cluster:\n    server: https://{Host()}:443\n" +
        $"users:\n- name: {user}\n  user:\n    token: {State.Seeds.Hex($"{Id}/{user}", 16)}\n";
}
