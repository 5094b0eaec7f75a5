using AmlCompute.Client.Arm;

namespace AmlCompute.Settings;

/// <summary>Checks network settings against each other. Only the service can check them against the real networks.</summary>
internal static class NetworkChecks
{
    private const string Check = "Network";

    public static IEnumerable<ComputeCheck> Run(Workspace workspace, ComputeConfiguration configuration)
    {
        ComputeCheck[] problems = configuration.ComputeType switch
        {
            ComputeTypes.AmlCompute => [.. Nodes(
                workspace,
                configuration.Get(ComputeCluster.Members.SubnetId),
                configuration.Get(ComputeCluster.Members.EnableNodePublicIp),
                "-RemoteLogin",
                configuration.Get(ComputeCluster.Members.RemoteLogin))],
            ComputeTypes.ComputeInstance => [.. Nodes(
                workspace,
                configuration.Get(ComputeInstance.Members.SubnetId),
                configuration.Get(ComputeInstance.Members.EnableNodePublicIp),
                "-SshPublicAccess",
                configuration.Get(ComputeInstance.Members.SshPublicAccess))],
            ComputeTypes.Aks when !configuration.IsAttach => [.. Aks(workspace, configuration)],
            _ => [],
        };
        return problems.Length == 0 && !configuration.IsAttach
            ? [new ComputeCheck(Check, ComputeCheckOutcome.Passed, "The network settings are valid together.")]
            : problems;
    }

    private static IEnumerable<ComputeCheck> Nodes(
        Workspace workspace, string? subnetId, bool? publicIp, string access, string? accessValue)
    {
        foreach (ComputeCheck problem in Subnet(workspace, subnetId, "-SubnetId"))
        {
            yield return problem;
        }

        if (publicIp == false && subnetId is null && workspace.ManagedNetworkIsolation is null or "Disabled")
        {
            yield return Failed(
                "Without public IP addresses (-EnableNodePublicIp), the target needs -SubnetId or "
                + "a workspace with a managed virtual network.");
        }

        if (publicIp == false && accessValue == "Enabled")
        {
            yield return new ComputeCheck(
                Check,
                ComputeCheckOutcome.Warning,
                $"{access} Enabled has no effect from the internet without public IP addresses (-EnableNodePublicIp).");
        }
    }

    private static IEnumerable<ComputeCheck> Aks(Workspace workspace, ComputeConfiguration configuration)
    {
        string? subnetId = configuration.Get(AksCompute.Members.SubnetId);
        string?[] together =
        [
            subnetId,
            configuration.Get(AksCompute.Members.ServiceCidr),
            configuration.Get(AksCompute.Members.DnsServiceIp),
            configuration.Get(AksCompute.Members.DockerBridgeCidr),
        ];
        foreach (ComputeCheck problem in Subnet(workspace, subnetId, "-SubnetId"))
        {
            yield return problem;
        }

        if (together.Any(value => value is null) && together.Any(value => value is not null))
        {
            yield return Failed("-SubnetId, -ServiceCidr, -DnsServiceIp and -DockerBridgeCidr must be given together: all four or none.");
        }

        if (configuration.Get(AksCompute.Members.LoadBalancerSubnet) is not null
            && configuration.Get(AksCompute.Members.LoadBalancerType) != "InternalLoadBalancer")
        {
            yield return Failed("-LoadBalancerSubnet needs -LoadBalancerType InternalLoadBalancer.");
        }
    }

    private static IEnumerable<ComputeCheck> Subnet(Workspace workspace, string? subnetId, string parameter)
    {
        if (subnetId is null)
        {
            yield break;
        }

        if (ArmId.TryParse(subnetId, "Microsoft.Network/virtualNetworks/subnets") is not { } id)
        {
            yield return Failed(
                $"{parameter}: '{subnetId}' is not a valid id of a subnet. The form is /subscriptions/{{id}}/resourceGroups/{{group}}"
                + "/providers/Microsoft.Network/virtualNetworks/{name}/subnets/{name}.");
        }
        else if (!string.Equals(id.SubscriptionId, workspace.SubscriptionId, StringComparison.OrdinalIgnoreCase))
        {
            yield return new ComputeCheck(
                Check, ComputeCheckOutcome.Warning, $"{parameter}: The subnet is in another subscription than the workspace.");
        }
    }

    private static ComputeCheck Failed(string message) => new(Check, ComputeCheckOutcome.Failed, message);
}
