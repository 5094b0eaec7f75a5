namespace AmlCompute.Completion;

/// <summary>Completes virtual networks of the resource group that the line names, or of the group of the workspace.</summary>
public sealed class VNetNameCompleter : ServiceCompleter
{
    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        Networks.ListForGroup(command, service).Select(network => new CompletionAnswer(network.Name, Networks.Describe(network)));
}

/// <summary>Completes the subnets of the virtual network that the line names, or of all networks of the resource group.</summary>
public sealed class SubnetNameCompleter : ServiceCompleter
{
    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        GroupByName(
            Networks.ListForGroup(command, service)
                .Where(network => command["VNetName"] is not string name || name.Equals(network.Name, StringComparison.OrdinalIgnoreCase))
                .SelectMany(network => network.Subnets, (network, subnet) => (Subnet: subnet, NetworkName: network.Name)),
            item => item.Subnet.Name,
            item => CompletionAnswer.JoinFacts(item.NetworkName, item.Subnet.AddressPrefix));
}

/// <summary>Completes the resource groups that have a virtual network.</summary>
public sealed class VNetGroupCompleter : ServiceCompleter
{
    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        GroupByName(service.ListNetworks(), network => network.ResourceGroupName, network => network.Name);
}

/// <summary>Completes the ids of subnets, also by their names.</summary>
public sealed class SubnetIdCompleter : ServiceCompleter
{
    private protected override IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service) =>
        service.ListNetworks().Where(network => network.Id.Length > 0)
            .SelectMany(network => network.Subnets.Select(subnet => new CompletionAnswer(
                $"{network.Id}/subnets/{subnet.Name}",
                CompletionAnswer.JoinFacts(Networks.Describe(network), subnet.AddressPrefix),
                $"{network.Name}/{subnet.Name}")));
}

/// <summary>Selects and describes virtual networks.</summary>
internal static class Networks
{
    /// <summary>
    /// Returns the networks of the resource group that the line names, or of the group of the workspace; none if the name is known only
    /// after running the line.
    /// </summary>
    public static IEnumerable<VirtualNetwork> ListForGroup(CompletedCommand command, ServiceQueries service)
    {
        const string Parameter = "VNetResourceGroupName";
        if (command.IsUnknownUntilRun(Parameter))
        {
            return [];
        }

        string group = command[Parameter] as string ?? service.Workspace.ResourceGroupName;
        return service.ListNetworks()
            .Where(network => network.ResourceGroupName.Equals(group, StringComparison.OrdinalIgnoreCase))
            .OrderBy(network => network.Name, StringComparer.OrdinalIgnoreCase);
    }

    public static string Describe(VirtualNetwork network) =>
        CompletionAnswer.JoinFacts($"{network.Name} in {network.ResourceGroupName}", network.Location);
}
