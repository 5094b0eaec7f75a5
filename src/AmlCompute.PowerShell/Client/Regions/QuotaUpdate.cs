using AmlCompute.Client.Http;

namespace AmlCompute.Client.Regions;

/// <summary>The new quotas of one workspace in one region. <see cref="QuotaRequest"/> sends those of all workspaces of a region.</summary>
/// <param name="workspace">The workspace.</param>
/// <param name="specifiedLocation">The region that the user specified; null for that of the workspace.</param>
/// <param name="location">The region of the quotas.</param>
/// <param name="quotas">The current quotas of the workspace, one for each family of the subscription.</param>
internal sealed class QuotaUpdate(
    Workspace workspace, string? specifiedLocation, string location, IReadOnlyList<ComputeQuota> quotas)
{
    /// <summary>The type of the rows that a request sets.</summary>
    public const string RowType = "Microsoft.MachineLearningServices/workspaces/quotas";

    private readonly Dictionary<ComputeQuota, int> _limits = [];

    public Workspace Workspace { get; } = workspace;

    public string Location { get; } = location;

    public IReadOnlyList<ComputeQuota> Quotas { get; } = quotas;

    /// <summary>Gets the new limits, in cores.</summary>
    public IReadOnlyDictionary<ComputeQuota, int> Limits => _limits;

    /// <summary>Gets the key of the request: updates with the same key are sent together.</summary>
    public (WorkspaceConnection Connection, string SubscriptionId, string Location) Destination =>
        (Workspace.Connection, Workspace.SubscriptionId.ToUpperInvariant(), RegionNames.Normalize(Location));

    /// <summary>Reads the quotas of a workspace; a null region is the region of the workspace.</summary>
    /// <exception cref="ComputeTargetException">
    /// The workspace or its quotas cannot be read, its region is missing, or the specified region contains a secret.
    /// </exception>
    public static async Task<QuotaUpdate> CreateAsync(Workspace workspace, string? location, CallContext call)
    {
        RegionCatalog region = await RegionCatalog.CreateAsync(workspace, location, call).ConfigureAwait(false);
        IReadOnlyList<ComputeQuota> quotas = await region.ReadQuotasAsync().ConfigureAwait(false);
        return new QuotaUpdate(workspace, location, region.Location, SelectQuotas(workspace, quotas));
    }

    /// <summary>Returns the quotas that match a name or pattern.</summary>
    /// <param name="name">The name or pattern, for the error.</param>
    /// <param name="matches">Returns true if a name of a quota matches.</param>
    /// <param name="mustExist">True for a name; a pattern can match no quota.</param>
    /// <exception cref="ComputeTargetException">No quota has the name.</exception>
    public IReadOnlyList<ComputeQuota> FindQuotas(string name, Func<string, bool> matches, bool mustExist)
    {
        ComputeQuota[] matching = [.. Quotas.Where(quota => QuotaLookup.HasName(quota, matches))];
        return matching.Length > 0 || !mustExist ? matching : throw QuotaLookup.CreateUnknownQuotaError(name, Quotas, Location);
    }

    /// <summary>Returns true if the update is for a workspace and region; a null region is the region of the workspace.</summary>
    public bool IsFor(Workspace workspace, string? location) =>
        Workspace.IsSameAs(workspace)
        && ((location ?? workspace.Location) is { } region
            ? RegionNames.Normalize(region) == RegionNames.Normalize(Location)
            : specifiedLocation is null);

    /// <summary>Sets the new limit of a quota, in cores; a later limit for the same quota replaces an earlier one.</summary>
    public void SetLimit(ComputeQuota quota, int limit) => _limits[quota] = limit;

    /// <summary>
    /// Returns the quotas of the workspace; for a family without one, a copy of the subscription's quota, whose limit it has.
    /// </summary>
    private static List<ComputeQuota> SelectQuotas(Workspace workspace, IReadOnlyList<ComputeQuota> all)
    {
        List<ComputeQuota> selected = [.. all.Where(quota => quota.BelongsTo(workspace))];
        foreach (ComputeQuota quota in all.Where(quota => quota is { Scope: QuotaId.Subscription, Id: not null }))
        {
            string id = $"{workspace.Id}/quotas/{ResourceIdText.GetName(quota.Id!)}";
            if (!selected.Exists(existing => string.Equals(existing.Id, id, StringComparison.OrdinalIgnoreCase)))
            {
                JsonObject json = quota.ToNode();
                ComputeQuota.Members.Id.Write(json, id);
                ComputeQuota.Members.Type.Write(json, RowType);
                selected.Add(new ComputeQuota(JsonSerializer.SerializeToElement(json, JsonText.Compact), quota.Location, workspace, null));
            }
        }

        return selected;
    }
}
