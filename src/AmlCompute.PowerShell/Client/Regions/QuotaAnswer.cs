namespace AmlCompute.Client.Regions;

/// <summary>The status of one row in the response to an update of quotas.</summary>
internal sealed record QuotaAnswer(string? Id, string? Status);
