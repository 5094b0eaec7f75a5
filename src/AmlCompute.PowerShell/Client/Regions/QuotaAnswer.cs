namespace AmlCompute.Client.Regions;

/// <summary>The status of one row in the response to an update of quotas.</summary>
/// <param name="Id">The id of the quota. JSON: <c>id</c>; null if it is missing.</param>
/// <param name="Status">The status: Success, or the reason of the refusal. JSON: <c>status</c>; null if it is missing.</param>
internal sealed record QuotaAnswer(string? Id, string? Status);
