namespace AmlCompute.Settings;

/// <summary>The rule for the node limits of a cluster.</summary>
internal static class NodeLimits
{
    /// <summary>The rule as text for messages.</summary>
    public const string Rule = "0 <= MinNodes <= MaxNodes";

    /// <summary>Returns true if two limits are valid together; an unknown limit is valid with any other.</summary>
    public static bool GoTogether(int? minNodes, int? maxNodes) => !(minNodes < 0 || maxNodes < 0 || maxNodes < minNodes);
}
