namespace AmlCompute.Client.Regions;

/// <summary>The JSON members <c>id</c> and <c>status</c> of one row in the response to an update of quotas; null if missing.</summary>
internal sealed record QuotaAnswer(string? Id, string? Status);
