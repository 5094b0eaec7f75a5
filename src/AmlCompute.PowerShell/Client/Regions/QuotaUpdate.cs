using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Regions;

/// <summary>The new quotas of one workspace. The quotas of all workspaces of a region are sent in one request.</summary>
/// <param name="workspace">The workspace.</param>
/// <param name="specifiedLocation">The region that the user specified; null for that of the workspace.</param>
/// <param name="location">The region.</param>
/// <param name="quotas">The current quotas of the workspace, one for each family of the subscription.</param>
internal sealed class QuotaUpdate(
    Workspace workspace, string? specifiedLocation, string location, IReadOnlyList<ComputeQuota> quotas)
{
    private const string RowType = "Microsoft.MachineLearningServices/workspaces/quotas";

    private readonly Dictionary<ComputeQuota, int> _limits = [];

    public Workspace Workspace { get; } = workspace;

    public string Location { get; } = location;

    public IReadOnlyList<ComputeQuota> Quotas { get; } = quotas;

    public bool HasLimits => _limits.Count > 0;

    /// <summary>Gets the key of the request: updates with the same key are sent together.</summary>
    public (WorkspaceConnection Connection, string SubscriptionId, string Location) Destination =>
        (Workspace.Connection, Workspace.SubscriptionId.ToUpperInvariant(), RegionNames.Normalize(Location));

    /// <summary>Reads the quotas of a workspace; a null region is the region of the workspace.</summary>
    public static async Task<QuotaUpdate> CreateAsync(Workspace workspace, string? location, CallContext call)
    {
        RegionCatalog region = await RegionCatalog.CreateAsync(workspace, location, call).ConfigureAwait(false);
        IReadOnlyList<ComputeQuota> quotas = await region.ReadQuotasAsync().ConfigureAwait(false);
        return new QuotaUpdate(workspace, location, region.Location, SelectQuotas(workspace, quotas));
    }

    /// <summary>Returns true if a quota has the name as its family, its display name, or the last segment of its id.</summary>
    public static bool HasName(ComputeQuota quota, Func<string, bool> matches) =>
        matches(quota.Name)
        || (quota.DisplayName is { } displayName && matches(displayName))
        || (quota.Id is { } id && matches(ResourceIdText.GetName(id)));

    /// <summary>Creates the error for a name that matches no quota.</summary>
    public static ComputeTargetException CreateUnknownQuotaError(string name, IEnumerable<ComputeQuota> known, string location) =>
        RegionNames.CreateUnknownNameError("quota", "Families", name, known.Select(quota => quota.Name), location);

    /// <summary>Returns the quotas that match a name; a name without wildcards must match one.</summary>
    public IReadOnlyList<ComputeQuota> FindQuotas(string name, Func<string, bool> matches, bool mustExist)
    {
        ComputeQuota[] found = [.. Quotas.Where(quota => HasName(quota, matches))];
        return found.Length > 0 || !mustExist ? found : throw CreateUnknownQuotaError(name, Quotas, Location);
    }

    /// <summary>Returns true if the update is for a workspace and region; a null region is the region of the workspace.</summary>
    public bool IsFor(Workspace workspace, string? location) =>
        Workspace.IsSameAs(workspace)
        && (location is null ? specifiedLocation is null : RegionNames.Normalize(location) == RegionNames.Normalize(Location));

    /// <summary>Sets the new limit of a quota; a later limit for the same quota replaces an earlier one.</summary>
    public void SetLimit(ComputeQuota quota, int limit) => _limits[quota] = limit;

    /// <summary>
    /// Sends all limits in one request. Returns each quota as it is after the request, and the error of a limit that the service rejected.
    /// </summary>
    public static async Task<IReadOnlyList<(ComputeQuota Quota, ComputeTargetException? Error)>> ApplyAsync(
        IReadOnlyList<QuotaUpdate> updates, CallContext call)
    {
        RegionCatalog region = new(updates[0].Workspace, updates[0].Location, call);
        (QuotaUpdate Update, ComputeQuota Quota, int Limit)[] limits =
            [.. updates.SelectMany(update => update._limits.Select(limit => (update, limit.Key, limit.Value)))];
        IReadOnlyList<QuotaAnswer> answers = await region
            .UpdateQuotasAsync([.. limits.Select(item => CreateRow(item.Quota, item.Limit))])
            .ConfigureAwait(false);

        (ComputeQuota Quota, ComputeTargetException? Error)[] results = Array.ConvertAll(limits, item =>
        {
            string? status = answers.FirstOrDefault(answer => IsSameId(answer.Id, item.Quota.Id))?.Status;
            return (item.Quota, item.Update.FindError(item.Quota, item.Limit, status));
        });
        if (Array.TrueForAll(results, result => result.Error is not null))
        {
            return results;
        }

        IReadOnlyList<ComputeQuota> current = await region.ReadQuotasAsync().ConfigureAwait(false);
        return Array.ConvertAll(
            results, result => (current.FirstOrDefault(quota => IsSameId(quota.Id, result.Quota.Id)) ?? result.Quota, result.Error));
    }

    private static bool IsSameId(string? first, string? second) => string.Equals(first, second, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the quotas of the workspace; for a family without one, a copy of the quota of the subscription.</summary>
    private static List<ComputeQuota> SelectQuotas(Workspace workspace, IReadOnlyList<ComputeQuota> all)
    {
        List<ComputeQuota> selected = [.. all.Where(quota => quota.BelongsTo(workspace))];
        foreach (ComputeQuota quota in all.Where(quota => quota is { Scope: QuotaId.Subscription, Id: not null }))
        {
            string id = $"{workspace.Id}/quotas/{ResourceIdText.GetName(quota.Id!)}";
            if (!selected.Exists(existing => IsSameId(existing.Id, id)))
            {
                JsonObject json = quota.ToNode();
                ComputeQuota.Members.Id.Write(json, id);
                ComputeQuota.Members.Type.Write(json, RowType);
                selected.Add(new ComputeQuota(JsonSerializer.SerializeToElement(json, JsonText.Compact), quota.Location, workspace, null));
            }
        }

        return selected;
    }

    private static JsonObject CreateRow(ComputeQuota quota, int limit)
    {
        JsonObject row = [];
        ComputeQuota.Members.Id.Write(row, quota.Id);
        ComputeQuota.Members.Type.Write(row, RowType);
        ComputeQuota.Members.Limit.Write(row, limit);
        ComputeQuota.Members.Unit.Write(row, "Count");
        return row;
    }

    /// <summary>Returns the error of a limit that the service rejected; null if it accepted the limit.</summary>
    private ComputeTargetException? FindError(ComputeQuota quota, int limit, string? status)
    {
        if (status == "Success")
        {
            return null;
        }

        string reason = status switch
        {
            "InvalidQuotaBelowClusterMinimum" => "the clusters and instances of the workspace use more than that",
            "InvalidQuotaExceedsSubscriptionLimit" => "the limit is larger than the quota of the subscription",
            "InvalidVMFamilyName" => "the family is not a valid virtual machine family",
            "OperationNotSupportedForSku" => "the service does not allow it for workspaces of this kind",
            "OperationNotEnabledForRegion" => $"the service does not allow it in {Location}",
            _ => "the service rejected it without a reason",
        };
        bool isOverSubscription = status == "InvalidQuotaExceedsSubscriptionLimit";
        string unchanged = quota.Limit is { } current ? $"The quota is still {current}." : "The quota was not changed.";
        return new ComputeTargetException(
            isOverSubscription ? ErrorIds.QuotaExceeded : ErrorIds.InvalidArgument,
            $"The quota of {quota.Name} in workspace '{Workspace.Name}' cannot be {limit}: {reason}. {unchanged}")
        {
            Code = status,
            Remedy = isOverSubscription ? $"Get-AmlComputeQuota {quota.Name} shows the quota of the subscription." : null,
        };
    }
}
