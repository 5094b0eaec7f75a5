namespace AmlCompute.Settings;

/// <summary>
/// The rules of subnets and public IP addresses, for the rows of <see cref="SettingTable"/>. A method creates the rule of its members,
/// because several types have them.
/// </summary>
internal static class NetworkRules
{
    /// <summary>The name of the check in a report.</summary>
    public const string CheckName = "Network";

    /// <summary>Requires the ARM id of a subnet.</summary>
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
            && !workspace.SubscriptionId.Equals(ResourceIdText.FindPartAfter(id, "subscriptions"), StringComparison.OrdinalIgnoreCase)
                ? [CreateProblem(
                    member, $"{member}: The subnet is in another subscription than the workspace.", ComputeCheckOutcome.Warning)]
                : [];

    /// <summary>
    /// Requires a network for nodes without public IP addresses, and warns of SSH access, which then needs the network. Only warns if the
    /// workspace was not read, because it may have a managed virtual network.
    /// </summary>
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
                    $"Without public IP addresses ({publicIp}), the target needs {subnet} or a workspace with a managed virtual network.",
                    workspace.Location is null ? ComputeCheckOutcome.Warning : ComputeCheckOutcome.Failed);
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

    /// <summary>Creates a problem without an error id, because only the service can check networks for certain.</summary>
    public static SettingProblem CreateProblem(
        JsonMember member, FormattableString text, ComputeCheckOutcome outcome = ComputeCheckOutcome.Failed) =>
        new(member, text, CheckName, null) { Outcome = outcome };
}
