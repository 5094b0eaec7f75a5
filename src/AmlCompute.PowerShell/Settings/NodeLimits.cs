namespace AmlCompute.Settings;

/// <summary>The rule for the node limits of a cluster.</summary>
internal static class NodeLimits
{
    /// <summary>Returns the problem of two limits; null if they are valid together. An unknown limit is valid with any other.</summary>
    public static SettingProblem? FindProblem(int? minNodes, int? maxNodes)
    {
        JsonMember min = ComputeCluster.Members.MinNodes;
        JsonMember max = ComputeCluster.Members.MaxNodes;
        return (minNodes, maxNodes) switch
        {
            ( < 0, _) => new SettingProblem(min, $"{min}: {minNodes} is not a valid number of nodes. Use 0 or more."),
            (_, < 0) => new SettingProblem(max, $"{max}: {maxNodes} is not a valid number of nodes. Use 0 or more."),
            _ when maxNodes < minNodes => new SettingProblem(
                max, $"{min} {minNodes} and {max} {maxNodes} are not valid together: {max} must be at least {min}."),
            _ => null,
        };
    }
}
