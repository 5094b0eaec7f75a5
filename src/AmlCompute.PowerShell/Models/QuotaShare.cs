namespace AmlCompute.Models;

/// <summary>The share of one target in a quota for cores.</summary>
/// <param name="Name">The quota, such as <c>dedicated quota of standardDSv2Family</c>.</param>
/// <param name="Location">The region of the quota.</param>
/// <param name="Workspace">The workspace of the target.</param>
/// <param name="Held">The cores that the target has now, which the service counts as used.</param>
internal sealed record QuotaShare(string Name, string Location, Workspace Workspace, int Held);
