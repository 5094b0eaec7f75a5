using Aks = AmlCompute.AksCompute.Members;

namespace AmlCompute.Settings;

/// <summary>The rules of AKS clusters for inference, for the rows of <see cref="SettingTable"/>.</summary>
internal static class AksRules
{
    /// <summary>
    /// Requires all parts of a certificate of the user if the status is Enabled, or if one of them is given. Refuses a key with a
    /// passphrase, and, unless the status is Enabled, a label for a certificate of the service beside those parts.
    /// </summary>
    public static IEnumerable<SettingProblem> CheckCertificate(ComputeConfiguration wanted)
    {
        (JsonMember cname, JsonMember certificate, JsonMember key) = (Aks.SslCname, Aks.SslCertificate, Aks.SslKey);
        JsonMember[] own = wanted.SelectGiven(cname, certificate, key);
        if (wanted.Get(Aks.SslKey) is { } secret && SecretForms.IsEncryptedKey(SecretText.Reveal(secret)))
        {
            const string Remedy = "To write a copy without it, run 'openssl pkey -in key.pem -out copy-of-the-key.pem'.";
            yield return new(key, $"{key}: the key is protected by a passphrase, which the service does not accept. {Remedy}");
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

    /// <summary>Requires a node in a new cluster.</summary>
    public static IEnumerable<SettingProblem> CheckAgentCount(ComputeConfiguration wanted, Workspace workspace) =>
        !wanted.IsAttach && wanted.Get(Aks.AgentCount) < 1
            ? [new(
                Aks.AgentCount, $"An AKS cluster needs at least one node: {Aks.AgentCount} 1 or more.", "AgentCount", errorId: null)]
            : [];

    /// <summary>Requires all settings of the network of a new cluster, or none; warns of a subnet in another subscription.</summary>
    public static IEnumerable<SettingProblem> CheckNetwork(ComputeConfiguration wanted, Workspace workspace)
    {
        if (wanted.IsAttach)
        {
            yield break;
        }

        JsonMember[] together = [Aks.SubnetId, Aks.ServiceCidr, Aks.DnsServiceIp, Aks.DockerBridgeCidr];
        JsonMember[] given = wanted.SelectGiven(together);
        if (given.Length > 0 && given.Length < together.Length)
        {
            yield return NetworkRules.CreateProblem(
                given[0],
                $"{together[0]}, {together[1]}, {together[2]} and {together[3]} must be given together: all four or none.");
        }

        foreach (SettingProblem problem in NetworkRules.CheckSubnetSubscription(Aks.SubnetId)(wanted, workspace))
        {
            yield return problem;
        }
    }

    /// <summary>Allows a subnet of the load balancer only for an internal one.</summary>
    public static IEnumerable<SettingProblem> CheckLoadBalancer(ComputeConfiguration wanted, Workspace workspace) =>
        wanted.Get(Aks.LoadBalancerSubnet) is not null && wanted.Get(Aks.LoadBalancerType) != "InternalLoadBalancer"
            ? [NetworkRules.CreateProblem(
                Aks.LoadBalancerSubnet, $"{Aks.LoadBalancerSubnet} needs {Aks.LoadBalancerType} InternalLoadBalancer.")]
            : [];
}
