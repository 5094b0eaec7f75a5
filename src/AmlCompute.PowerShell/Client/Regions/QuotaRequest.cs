using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;
using Azure.Core;

namespace AmlCompute.Client.Regions;

/// <summary>The request that sets the quotas of workspaces in one region and subscription.</summary>
/// <param name="updates">The updates with limits, at least one.</param>
internal sealed class QuotaRequest(IReadOnlyList<QuotaUpdate> updates)
{
    private const string OverSubscription = "InvalidQuotaExceedsSubscriptionLimit";

    private static readonly JsonMember<string> Status = JsonMembers.CreateText("status");

    public string Location { get; } = updates[0].Location;

    /// <summary>Sends all limits, and reads the quotas afterwards unless the service rejected all of them.</summary>
    /// <returns>
    /// The quotas, each with the error if the service rejected its limit. A quota that was not read afterwards has its earlier limit.
    /// </returns>
    /// <exception cref="ComputeTargetException">The request failed, or the quotas cannot be read afterwards.</exception>
    public async Task<IReadOnlyList<(ComputeQuota Quota, ComputeTargetException? Error)>> SendAsync(CallContext call)
    {
        (QuotaUpdate Update, ComputeQuota Quota, int Limit)[] limits =
            [.. updates.SelectMany(update => update.Limits.Select(limit => (update, limit.Key, limit.Value)))];
        JsonArray rows = [.. limits.Select(item => CreateRow(item.Quota, item.Limit))];
        IReadOnlyList<QuotaAnswer> answers = await PostRowsAsync(updates[0].Workspace, Location, rows, call).ConfigureAwait(false);

        ILookup<string?, QuotaAnswer> answersById = answers.ToLookup(answer => answer.Id, StringComparer.OrdinalIgnoreCase);
        (ComputeQuota Quota, ComputeTargetException? Error)[] results = Array.ConvertAll(limits, item =>
        {
            string? status = answersById[item.Quota.Id].FirstOrDefault()?.Status;
            return (item.Quota, status == "Success" ? null : CreateRefusedError(item.Update, item.Quota, item.Limit, status));
        });
        int accepted = results.Count(result => result.Error is null);
        if (accepted == 0)
        {
            return results;
        }

        IReadOnlyList<ComputeQuota> quotas = await ReadBackAsync($"{accepted} of {limits.Length}", call).ConfigureAwait(false);
        ILookup<string?, ComputeQuota> quotasById = quotas.ToLookup(quota => quota.Id, StringComparer.OrdinalIgnoreCase);
        return Array.ConvertAll(results, result => (quotasById[result.Quota.Id].FirstOrDefault() ?? result.Quota, result.Error));
    }

    /// <summary>Sends rows of quotas. Returns the status of each row, from all pages of the response.</summary>
    internal static async Task<IReadOnlyList<QuotaAnswer>> PostRowsAsync(
        Workspace workspace, string location, JsonArray rows, CallContext call)
    {
        ComputeClient client = ServiceConnection.GetClient(workspace);
        Uri url = client.Urls.BuildLocationUrl(workspace.SubscriptionId, RegionNames.Normalize(location), "updateQuotas");
        ItemKind<QuotaAnswer> answers = new("quotas", json => new QuotaAnswer(ComputeQuota.Members.Id.Read(json), Status.Read(json)));
        return await client.Lists.ReadItemsAsync(url, answers, call, RequestMethod.Post, new JsonObject { ["value"] = rows })
            .ToListAsync().ConfigureAwait(false);
    }

    private static JsonObject CreateRow(ComputeQuota quota, int limit)
    {
        JsonObject row = [];
        ComputeQuota.Members.Id.Write(row, quota.Id);
        ComputeQuota.Members.Type.Write(row, QuotaUpdate.RowType);
        ComputeQuota.Members.Limit.Write(row, limit);
        ComputeQuota.Members.Unit.Write(row, "Count");
        return row;
    }

    /// <summary>Creates the error of a limit that the service rejected; the status is null if the response does not have it.</summary>
    private static ComputeTargetException CreateRefusedError(QuotaUpdate update, ComputeQuota quota, int limit, string? status)
    {
        string reason = status switch
        {
            "InvalidQuotaBelowClusterMinimum" => "the clusters and instances of the workspace use more than that",
            OverSubscription => "the limit is larger than the quota of the subscription",
            "InvalidVMFamilyName" => "the family is not a valid virtual machine family",
            "OperationNotSupportedForSku" => "the service does not allow it for workspaces of this kind",
            "OperationNotEnabledForRegion" => $"the service does not allow it in {update.Location}",
            null or "Undefined" or "Failure" => "the service rejected it without a reason",
            _ => $"the service answered {status}",
        };
        bool isOverSubscription = status == OverSubscription;
        string region = RegionNames.Normalize(update.Location);
        bool isDefault = update.Workspace is { IsCurrent: true, Location: { } ownRegion } && RegionNames.Normalize(ownRegion) == region;
        string location = isDefault ? string.Empty : $" -Location {region}";
        string parameters = $"{CommandText.Quote(quota.Name)}{location}{CommandText.WriteWorkspace(update.Workspace)}";
        string unchanged = quota.Limit is { } current ? $"The quota is still {current}." : "The quota was not changed.";
        return new ComputeTargetException(
            isOverSubscription ? ErrorIds.QuotaExceeded : ErrorIds.InvalidArgument,
            $"The quota of {quota.Name} in workspace '{update.Workspace.Name}' cannot be {limit}: {reason}. {unchanged}")
        {
            Code = status,
            Remedy = isOverSubscription
                ? $"Get-AmlComputeQuota {parameters} shows the quota of the subscription."
                : null,
        };
    }

    /// <summary>Reads the quotas after the change.</summary>
    /// <param name="accepted">The number of limits that the service accepted, such as <c>2 of 3</c>, for the error.</param>
    /// <param name="call">The call.</param>
    private async Task<IReadOnlyList<ComputeQuota>> ReadBackAsync(string accepted, CallContext call)
    {
        try
        {
            return await new RegionCatalog(updates[0].Workspace, Location, call).ReadQuotasAsync().ConfigureAwait(false);
        }
        catch (ComputeTargetException exception)
        {
            throw ServiceError.CopyError(
                null,
                exception,
                $"The service accepted {accepted} limits, but the quotas of {Location} cannot be read. {exception.Message}");
        }
    }
}
