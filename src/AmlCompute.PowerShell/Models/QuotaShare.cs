namespace AmlCompute.Models;

/// <summary>The share of one target in a quota for cores.</summary>
/// <param name="Name">The quota, such as <c>dedicated quota of standardDSv2Family</c>.</param>
/// <param name="Location">The region of the quota.</param>
/// <param name="Workspace">The workspace of the target.</param>
/// <param name="Held">The cores of the replaced or enlarged target that the quota counts; 0 for none.</param>
/// <param name="IsUseKnown">False if the cores in use are not known, so that the whole quota counts as left.</param>
internal sealed record QuotaShare(string Name, string Location, Workspace Workspace, int Held, bool IsUseKnown)
{
    /// <summary>Returns a clause about the cores that are left, or about the whole quota if its use is not known.</summary>
    public string DescribeLeft(int cores) => IsUseKnown
        ? $"{cores} {(cores == 1 ? "is" : "are")} left of the {Name}"
        : $"the {Name} is {cores}, and the vCPUs in use are not known";
}
