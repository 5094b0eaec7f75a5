namespace AmlCompute.Settings;

/// <summary>The rule that the node limits of a cluster keep.</summary>
internal static class NodeLimits
{
    /// <summary>The rule in words, for messages.</summary>
    public const string Rule = "0 <= MinNodes <= MaxNodes";

    /// <summary>Whether two limits go together; one that is not known goes with every other.</summary>
    public static bool GoTogether(int? minNodes, int? maxNodes) => !(minNodes < 0 || maxNodes < 0 || maxNodes < minNodes);
}
