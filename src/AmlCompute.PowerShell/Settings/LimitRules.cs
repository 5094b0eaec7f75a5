using Cluster = AmlCompute.ComputeCluster.Members;
using Instance = AmlCompute.ComputeInstance.Members;
using Ssh = AmlCompute.Models.SshMembers;

namespace AmlCompute.Settings;

/// <summary>The rules of node limits, idle times and SSH ports, for the rows of <see cref="SettingTable"/>.</summary>
internal static class LimitRules
{
    /// <summary>Refuses a negative number of nodes, and a maximum below the minimum.</summary>
    public static IEnumerable<SettingProblem> CheckNodeLimits(ComputeConfiguration wanted) =>
        FindNodeLimitProblem(wanted.Get(Cluster.MinNodes), wanted.Get(Cluster.MaxNodes)) is { } problem ? [problem] : [];

    /// <summary>Returns the problem of two node limits; null if they are valid together. A limit that is null is not checked.</summary>
    public static SettingProblem? FindNodeLimitProblem(int? minNodes, int? maxNodes)
    {
        (JsonMember min, JsonMember max) = (Cluster.MinNodes, Cluster.MaxNodes);
        return (minNodes, maxNodes) switch
        {
            ( < 0, _) => new SettingProblem(min, $"{min}: {minNodes} is not a valid number of nodes. Use 0 or more."),
            (_, < 0) => new SettingProblem(max, $"{max}: {maxNodes} is not a valid number of nodes. Use 0 or more."),
            _ when maxNodes < minNodes => new SettingProblem(
                max, $"{min} {minNodes} and {max} {maxNodes} are not valid together: {max} must be at least {min}."),
            _ => null,
        };
    }

    /// <summary>
    /// Refuses a time that probably has a wrong unit. The service documents no limits, so a file, which can have every value that the
    /// service returned, is not checked.
    /// </summary>
    public static IEnumerable<SettingProblem> CheckIdleTimeBeforeScaleDown(ComputeConfiguration wanted) =>
        wanted.Source is null or ParameterSource
            ? CheckRange(wanted, Cluster.IdleTimeBeforeScaleDown, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7))
            : [];

    /// <summary>Applies the limits of the service: 15 minutes to 3 days.</summary>
    public static IEnumerable<SettingProblem> CheckIdleTimeBeforeShutdown(ComputeConfiguration wanted) =>
        CheckRange(wanted, Instance.IdleTimeBeforeShutdown, TimeSpan.FromMinutes(15), TimeSpan.FromDays(3));

    /// <summary>Requires an SSH port from 1 to 65535.</summary>
    public static IEnumerable<SettingProblem> CheckSshPort(ComputeConfiguration wanted) =>
        wanted.Get(Ssh.SshPort) is { } port and (< 1 or > 65535)
            ? [new(Ssh.SshPort, $"{Ssh.SshPort}: {port} is not a valid port. Use 1 to 65535.")]
            : [];

    private static IEnumerable<SettingProblem> CheckRange(
        ComputeConfiguration wanted, JsonMember<TimeSpan?> member, TimeSpan shortest, TimeSpan longest)
    {
        string limits = $"{Duration.FormatShort(shortest)} and {Duration.FormatShort(longest)}";
        return wanted.Get(member) is { } time && (time < shortest || time > longest)
            ? [new(member, $"{member}: {Duration.FormatShort(time)} is not between {limits}.")]
            : [];
    }
}
