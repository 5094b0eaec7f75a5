using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Regions;

/// <summary>Sets the quotas of one workspace. The quotas of all workspaces of a region are sent in one request.</summary>
internal sealed class QuotaUpdate(Workspace workspace, string? givenLocation, string location, IReadOnlyList<ComputeQuota> quotas)
{
    private const string RowType = "Microsoft.MachineLearningServices/workspaces/quotas";

    private readonly Dictionary<ComputeQuota, int> _limits = [];

    public Workspace Workspace { get; } = workspace;

    public string Location { get; } = location;

    /// <summary>Gets the quotas of the workspace, one for each family of the subscription.</summary>
    public IReadOnlyList<ComputeQuota> Quotas { get; } = quotas;

    public static async Task<QuotaUpdate> OpenAsync(Workspace workspace, string? location, CallContext call)
    {
        RegionCatalog region = await RegionCatalog.OpenAsync(workspace, location, call).ConfigureAwait(false);
        IReadOnlyList<ComputeQuota> quotas = await region.ReadQuotasAsync().ConfigureAwait(false);
        return new QuotaUpdate(workspace, location, region.Location, QuotasOf(workspace, quotas));
    }

    /// <summary>Returns true if a name matches a quota by its family, by its display name, or by the last segment of its id.</summary>
    public static bool IsNamed(ComputeQuota quota, Func<string, bool> matches) =>
        matches(quota.Name) || (quota.DisplayName is { } shown && matches(shown)) || (quota.Id is { } id && matches(LastPart(id)));

    public static string LastPart(string id) => id.Substring(id.LastIndexOf('/') + 1);

    /// <summary>Returns the quotas that match a name; a name without wildcards must match one.</summary>
    public IReadOnlyList<ComputeQuota> Find(string name, Func<string, bool> matches, bool mustExist)
    {
        ComputeQuota[] found = [.. Quotas.Where(quota => IsNamed(quota, matches))];
        return found.Length > 0 || !mustExist ? found : throw NoSuchQuota(name, Quotas, Location);
    }

    /// <summary>Creates the error for a name that matches no quota.</summary>
    public static ComputeTargetException NoSuchQuota(string name, IEnumerable<ComputeQuota> known, string location) =>
        RegionNames.CreateUnknownNameError("quota", "Families", name, known.Select(quota => quota.Name), location);

    public bool HasLimits => _limits.Count > 0;

    /// <summary>Gets the key of the request: updates with the same key are sent together.</summary>
    public (WorkspaceConnection Connection, string SubscriptionId, string Location) Destination =>
        (Workspace.Connection, Workspace.SubscriptionId.ToUpperInvariant(), RegionNames.Normalize(Location));

    /// <summary>Returns true if the update is for a workspace and region; a null region is the region of the workspace.</summary>
    public bool IsFor(Workspace workspace, string? location) =>
        Workspace.IsSameAs(workspace)
        && (location is null ? givenLocation is null : RegionNames.Normalize(location) == RegionNames.Normalize(Location));

    /// <summary>Sets the new limit of a quota; a later limit for the same quota replaces an earlier one.</summary>
    public void SetLimit(ComputeQuota quota, int limit) => _limits[quota] = limit;

    /// <summary>Sends all limits in one request. Returns each quota after it, and the error of a limit that the service rejected.</summary>
    public static async Task<IReadOnlyList<(ComputeQuota Quota, ComputeTargetException? Error)>> ApplyAsync(
        IReadOnlyList<QuotaUpdate> updates, CallContext call)
    {
        RegionCatalog region = new(updates[0].Workspace, updates[0].Location, call);
        (QuotaUpdate Update, ComputeQuota Quota, int Limit)[] items =
            [.. updates.SelectMany(update => update._limits.Select(limit => (update, limit.Key, limit.Value)))];
        IReadOnlyList<QuotaAnswer> rows = await region.UpdateQuotasAsync([.. items.Select(item => Row(item.Quota, item.Limit))])
            .ConfigureAwait(false);
        ComputeTargetException?[] errors =
            [.. items.Select(item => item.Update.Error(
                item.Quota, item.Limit, rows.FirstOrDefault(row => Same(row.Id, item.Quota.Id))?.Status))];
        IReadOnlyList<ComputeQuota> current = Array.TrueForAll(errors, error => error is not null)
            ? []
            : await region.ReadQuotasAsync().ConfigureAwait(false);
        return [.. items.Select((item, i) => (current.FirstOrDefault(quota => Same(quota.Id, item.Quota.Id)) ?? item.Quota, errors[i]))];
    }

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the quotas of the workspace; for a family without one, a copy of the quota of the subscription.</summary>
    private static List<ComputeQuota> QuotasOf(Workspace workspace, IReadOnlyList<ComputeQuota> all)
    {
        List<ComputeQuota> own = [.. all.Where(quota => quota.BelongsTo(workspace))];
        foreach (ComputeQuota quota in all.Where(quota => quota is { Scope: QuotaId.Subscription, Id: not null }))
        {
            string id = $"{workspace.Id}/quotas/{LastPart(quota.Id!)}";
            if (!own.Exists(known => Same(known.Id, id)))
            {
                JsonObject json = quota.ToNode();
                ComputeQuota.Members.Id.Write(json, id);
                ComputeQuota.Members.Type.Write(json, RowType);
                own.Add(new ComputeQuota(JsonSerializer.SerializeToElement(json, JsonText.Compact), quota.Location, workspace, null));
            }
        }

        return own;
    }

    private static JsonObject Row(ComputeQuota quota, int limit)
    {
        JsonObject row = [];
        ComputeQuota.Members.Id.Write(row, quota.Id);
        ComputeQuota.Members.Type.Write(row, RowType);
        ComputeQuota.Members.Limit.Write(row, limit);
        ComputeQuota.Members.Unit.Write(row, "Count");
        return row;
    }

    private ComputeTargetException? Error(ComputeQuota quota, int limit, string? status)
    {
        (string Id, string Reason)? refused = status switch
        {
            "Success" => null,
            "InvalidQuotaBelowClusterMinimum" =>
                (ErrorIds.InvalidArgument, "the clusters and instances of the workspace use more than that"),
            "InvalidQuotaExceedsSubscriptionLimit" =>
                (ErrorIds.QuotaExceeded, "the limit is larger than the quota of the subscription"),
            "InvalidVMFamilyName" => (ErrorIds.InvalidArgument, "the family is not a valid virtual machine family"),
            "OperationNotSupportedForSku" => (ErrorIds.InvalidArgument, "the service does not allow it for workspaces of this kind"),
            "OperationNotEnabledForRegion" => (ErrorIds.InvalidArgument, $"the service does not allow it in {Location}"),
            _ => (ErrorIds.InvalidArgument, "the service rejected it without a reason"),
        };
        if (refused is not { } why)
        {
            return null;
        }

        string unchanged = quota.Limit is { } current ? $"The quota is still {current}." : "The quota was not changed.";
        return new ComputeTargetException(
            why.Id, $"The quota of {quota.Name} in workspace '{Workspace.Name}' cannot be {limit}: {why.Reason}. {unchanged}")
        {
            Code = status,
            Remedy = why.Id == ErrorIds.QuotaExceeded ? $"Get-AmlComputeQuota {quota.Name} shows the quota of the subscription." : null,
        };
    }
}

/// <summary>The status of one row in the response of the service.</summary>
internal sealed record QuotaAnswer(string? Id, string? Status);

/// <summary>Collects the quota updates of several workspaces, and groups those of one region and subscription into one request.</summary>
internal sealed class QuotaUpdates
{
    private readonly List<QuotaUpdate> _updates = [];

    public IEnumerable<QuotaUpdate[]> Requests =>
        _updates.Where(update => update.HasLimits).GroupBy(update => update.Destination).Select(group => group.ToArray());

    /// <summary>Returns the workspace that a quota belongs to; the session has the connection if only the id is known.</summary>
    public static Workspace WorkspaceOf(string id, ComputeQuota? quota, AmlSession session)
    {
        if (QuotaId.FindWorkspaceName(id) is null)
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"The quota of {QuotaUpdate.LastPart(id)} belongs to the subscription, and only the quota of a workspace can be set. "
                + "Specify the workspace with -Workspace, or request an increase of the subscription's quota in the Azure portal.");
        }

        int end = id.LastIndexOf("/quotas/", StringComparison.OrdinalIgnoreCase);
        WorkspaceReference reference = WorkspaceReference.Parse(end > 0 ? id.Substring(0, end) : id, "a piped quota");
        return quota is null ? session.For(reference)
            : reference.Names(quota.AskedWorkspace) ? quota.AskedWorkspace
            : ((ServiceConnection)quota.AskedWorkspace.Connection).Describe(reference);
    }

    /// <summary>Returns the update of a workspace. The quotas of a workspace are read once for all limits.</summary>
    public async Task<QuotaUpdate> OpenAsync(Workspace workspace, string? location, CallContext call)
    {
        QuotaUpdate? update = _updates.Find(known => known.IsFor(workspace, location));
        if (update is null)
        {
            update = await QuotaUpdate.OpenAsync(workspace, location, call).ConfigureAwait(false);
            _updates.Add(update);
        }

        return update;
    }
}
