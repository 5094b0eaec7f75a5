namespace AmlCompute.Models;

/// <summary>Converts names of regions to a form that can be compared.</summary>
internal static class RegionNames
{
    /// <summary>Returns a text that is the same for two names of one region, such as <c>East US 2</c> and <c>eastus2</c>.</summary>
    public static string Normalize(string location) => location.Replace(" ", string.Empty).ToLowerInvariant();
}
