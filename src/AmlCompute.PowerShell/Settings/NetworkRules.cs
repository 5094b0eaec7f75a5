using Aks = AmlCompute.AksCompute.Members;

namespace AmlCompute.Settings;

/// <summary>The rules of subnets, public IP addresses and the network of AKS, for the rows of <see cref="SettingTable"/>.</summary>
internal static class NetworkRules
{
    /// <summary>The name of the check in a report.</summary>
    private const string CheckName = "Network";

    public static Func<ComputeConfiguration, IEnumerable<SettingProblem>> CheckSubnetId(JsonMember<string> member) => wanted =>
    {
        string form = ResourceIdText.DescribeForm(ResourceIdText.SubnetType);
        return wanted.Get(member) is { } id && !ResourceIdText.IsOfType(id, ResourceIdText.SubnetType)
            ? [new(member, $"{member}: '{id}' is not a valid id of a subnet. The form is {form}.", CheckName)]
            : [];
    };

    /// <summary>Warns of a subnet in another subscription.</summary>
    public static Func<ComputeConfiguration, Workspace, IEnumerable<SettingProblem>> CheckSubnetSubscription(JsonMember<string> member) =>
        (wanted, workspace) => wanted.Get(member) is { } id
            && ResourceIdText.IsOfType(id, ResourceIdText.SubnetType)
            && !id.Split('/')[2].Equals(workspace.SubscriptionId, StringComparison.OrdinalIgnoreCase)
                ? [CreateProblem(
                    member, $"{member}: The subnet is in another subscription than the workspace.", ComputeCheckOutcome.Warning)]
                : [];

    public static Func<ComputeConfiguration, Workspace, IEnumerable<SettingProblem>> CheckNodePublicIp(
        JsonMember<bool?> publicIp, JsonMember<string> subnet, JsonMember<string> access)
    {
        return Check;

        IEnumerable<SettingProblem> Check(ComputeConfiguration wanted, Workspace workspace)
        {
            bool hasNoPublicIp = wanted.Get(publicIp) == false;
            if (hasNoPublicIp
                && wanted.Get(subnet) is null
                && (workspace.ManagedNetworkIsolation ?? "Disabled").Equals("Disabled", StringComparison.OrdinalIgnoreCase))
            {
                yield return CreateProblem(
                    publicIp,
                    $"Without public IP addresses ({publicIp}), the target needs {subnet} or a workspace with a managed virtual network.");
            }

            if (hasNoPublicIp && wanted.Get(access) == "Enabled")
            {
                yield return CreateProblem(
                    access,
                    $"{access} has no effect from the internet without public IP addresses ({publicIp}).",
                    ComputeCheckOutcome.Warning);
            }
        }
    }

    public static IEnumerable<SettingProblem> CheckAksNetwork(ComputeConfiguration wanted, Workspace workspace)
    {
        if (wanted.IsAttach)
        {
            yield break;
        }

        JsonMember[] together = [Aks.SubnetId, Aks.ServiceCidr, Aks.DnsServiceIp, Aks.DockerBridgeCidr];
        JsonMember[] given = wanted.SelectGiven(together);
        if (given.Length > 0 && given.Length < together.Length)
        {
            yield return CreateProblem(
                given[0],
                $"{together[0]}, {together[1]}, {together[2]} and {together[3]} must be given together: all four or none.");
        }

        foreach (SettingProblem problem in CheckSubnetSubscription(Aks.SubnetId)(wanted, workspace))
        {
            yield return problem;
        }
    }

    public static IEnumerable<SettingProblem> CheckLoadBalancer(ComputeConfiguration wanted, Workspace workspace) =>
        wanted.Get(Aks.LoadBalancerSubnet) is not null && wanted.Get(Aks.LoadBalancerType) != "InternalLoadBalancer"
            ? [CreateProblem(Aks.LoadBalancerSubnet, $"{Aks.LoadBalancerSubnet} needs {Aks.LoadBalancerType} InternalLoadBalancer.")]
            : [];

    /// <summary>Only the service can check networks for certain, so the problem is not an error.</summary>
    private static SettingProblem CreateProblem(
        JsonMember member, FormattableString text, ComputeCheckOutcome outcome = ComputeCheckOutcome.Failed) =>
        new(member, text, CheckName, null) { Outcome = outcome };
}
