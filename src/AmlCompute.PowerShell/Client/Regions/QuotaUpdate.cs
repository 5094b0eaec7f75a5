using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Client.Regions;

/// <summary>Sets the quotas of one workspace. Those of all workspaces of a region go into one request, of which the service answers each row by itself.</summary>
internal sealed class QuotaUpdate
{
    private const string RowType = "Microsoft.MachineLearningServices/workspaces/quotas";

    private readonly Dictionary<ComputeQuota, int> _wishes = [];

    private readonly string? _givenLocation;

    private QuotaUpdate(Workspace workspace, string? givenLocation, string location, IReadOnlyList<ComputeQuota> quotas)
    {
        _givenLocation = givenLocation;
        Workspace = workspace;
        Location = location;
        Quotas = quotas;
    }

    public Workspace Workspace { get; }

    public string Location { get; }

    /// <summary>Gets the quota of the workspace for every family that the subscription has.</summary>
    public IReadOnlyList<ComputeQuota> Quotas { get; }

    public static async Task<QuotaUpdate> OpenAsync(Workspace workspace, string? location, CallContext call)
    {
        RegionCatalog region = await RegionCatalog.OpenAsync(workspace, location, call).ConfigureAwait(false);
        return new QuotaUpdate(workspace, location, region.Location, OfWorkspace(await region.ReadQuotasAsync().ConfigureAwait(false), workspace));
    }

    /// <summary>Whether a name means that quota: by its family, by its name for people, or by the last part of its id.</summary>
    public static bool IsNamed(ComputeQuota quota, Func<string, bool> matches) =>
        matches(quota.Name) || (quota.DisplayName is { } shown && matches(shown)) || (quota.Id is { } id && matches(LastPart(id)));

    public static string LastPart(string id) => id.Substring(id.LastIndexOf('/') + 1);

    /// <summary>The quotas that a name means.</summary>
    /// <param name="name">The name, as the user wrote it.</param>
    /// <param name="matches">Compares it.</param>
    /// <param name="mustExist">Whether it stands for one, and not for any that there may be.</param>
    /// <exception cref="ComputeTargetException">There is none, and there must be; it names what the user may have meant.</exception>
    public IReadOnlyList<ComputeQuota> Find(string name, Func<string, bool> matches, bool mustExist)
    {
        ComputeQuota[] found = [.. Quotas.Where(quota => IsNamed(quota, matches))];
        return found.Length > 0 || !mustExist ? found : throw NoSuchQuota(name, Quotas, Location);
    }

    /// <summary>What to say of a name that no quota has.</summary>
    public static ComputeTargetException NoSuchQuota(string name, IEnumerable<ComputeQuota> known, string location) =>
        RegionCatalog.NoSuch("quota", "Families", name, known.Select(quota => quota.Name), location);

    /// <summary>Gets a value indicating whether there is something to send.</summary>
    public bool HasWishes => _wishes.Count > 0;

    /// <summary>Gets what editors must share to be sent together.</summary>
    public (WorkspaceConnection Connection, string SubscriptionId, string Location) Destination =>
        (Workspace.Connection, Workspace.SubscriptionId.ToUpperInvariant(), Location.ToUpperInvariant());

    /// <summary>Whether it is for that workspace and region; without a region, for the workspace's.</summary>
    public bool IsFor(Workspace workspace, string? location) =>
        Workspace.IsSameAs(workspace) && (location is null ? _givenLocation is null : Same(location, Location));

    /// <summary>Takes a wish; a later one for the same quota takes the place of an earlier one.</summary>
    public void Wish(ComputeQuota quota, int limit) => _wishes[quota] = limit;

    /// <summary>Sends all wishes. For each it gives the quota as it is then, or why the service did not take it.</summary>
    /// <param name="editors">Editors of workspaces of one region and subscription, over one connection.</param>
    /// <param name="call">The call.</param>
    public static async Task<IReadOnlyList<(ComputeQuota Quota, ComputeTargetException? Error)>> ApplyAsync(IReadOnlyList<QuotaUpdate> editors, CallContext call)
    {
        RegionCatalog region = new(editors[0].Workspace, editors[0].Location, call);
        (QuotaUpdate Editor, ComputeQuota Quota, int Limit)[] wishes = [.. editors.SelectMany(editor => editor._wishes.Select(wish => (editor, wish.Key, wish.Value)))];
        IReadOnlyList<QuotaAnswer> rows = await region.UpdateQuotasAsync([.. wishes.Select(wish => Row(wish.Quota, wish.Limit))]).ConfigureAwait(false);
        ComputeTargetException?[] errors = [.. wishes.Select(wish => wish.Editor.Error(wish.Quota, wish.Limit, rows.FirstOrDefault(row => Same(row.Id, wish.Quota.Id))?.Status))];
        IReadOnlyList<ComputeQuota> now = Array.TrueForAll(errors, error => error is not null) ? [] : await region.ReadQuotasAsync().ConfigureAwait(false);
        return [.. wishes.Select((wish, i) => (now.FirstOrDefault(quota => Same(quota.Id, wish.Quota.Id)) ?? wish.Quota, errors[i]))];
    }

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>The workspace's own rows; for a family without one, what the subscription's says.</summary>
    private static List<ComputeQuota> OfWorkspace(IReadOnlyList<ComputeQuota> all, Workspace workspace)
    {
        List<ComputeQuota> own = [.. all.Where(quota => quota.IsOf(workspace))];
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
            "InvalidQuotaBelowClusterMinimum" => (ErrorIds.InvalidArgument, "the clusters and instances of the workspace hold more than that"),
            "InvalidQuotaExceedsSubscriptionLimit" => (ErrorIds.QuotaExceeded, "the subscription has less than that"),
            "InvalidVMFamilyName" => (ErrorIds.InvalidArgument, "the service knows no such family"),
            "OperationNotSupportedForSku" => (ErrorIds.InvalidArgument, "the service allows it for no workspace of this kind"),
            "OperationNotEnabledForRegion" => (ErrorIds.InvalidArgument, $"the service does not allow it in {Location}"),
            _ => (ErrorIds.InvalidArgument, "the service did not take it and gave no reason"),
        };
        return refused is not { } why ? null : new ComputeTargetException(
            why.Id, $"The quota of {quota.Name} in workspace '{Workspace.Name}' cannot be {limit}: {why.Reason}. It stays {(quota.Limit is { } limitNow ? $"{limitNow}" : "as it is")}.")
        {
            Code = status,
        };
    }
}

/// <summary>What the service says of one row that was sent.</summary>
internal sealed class QuotaAnswer : JsonModel
{
    private static readonly JsonMember<string> StatusMember = JsonMembers.Text("status");

    public QuotaAnswer(JsonElement json)
        : base(json)
    {
    }

    public string? Id => Read(ComputeQuota.Members.Id);

    public string? Status => Read(StatusMember);
}

/// <summary>The quotas that a user wants, of any workspaces, until they are sent: those of a region and subscription in one request.</summary>
internal sealed class QuotaUpdates
{
    private readonly List<QuotaUpdate> _editors = [];

    /// <summary>Gets what is sent in one request each.</summary>
    public IEnumerable<QuotaUpdate[]> Requests => _editors.Where(editor => editor.HasWishes).GroupBy(editor => editor.Destination).Select(group => group.ToArray());

    /// <summary>The workspace whose quota an id names.</summary>
    /// <param name="id">The ARM id of the quota.</param>
    /// <param name="quota">The quota as it was read, which carries its connection; null when only the id is known.</param>
    /// <param name="session">Gives the connection then.</param>
    /// <exception cref="ComputeTargetException">It is the subscription's, or no quota's.</exception>
    public static Workspace WorkspaceOf(string id, ComputeQuota? quota, AmlSession session)
    {
        if (QuotaId.WorkspaceOf(id) is null)
        {
            throw ComputeTargetException.Invalid(
                $"The quota of {QuotaUpdate.LastPart(id)} is the subscription's, and only that of a workspace can be set here. "
                + "Azure raises it on request; -Workspace sets the one of a workspace.");
        }

        int end = id.LastIndexOf("/quotas/", StringComparison.OrdinalIgnoreCase);
        WorkspaceReference reference = WorkspaceReference.Parse(end > 0 ? id.Substring(0, end) : id, "a piped quota");
        return quota is null ? session.For(reference)
            : reference.Names(quota.AskedWorkspace) ? quota.AskedWorkspace
            : ((ServiceConnection)quota.AskedWorkspace.Connection).Describe(reference);
    }

    /// <summary>The editor of a workspace. Its quotas are read once for all wishes.</summary>
    public async Task<QuotaUpdate> OpenAsync(Workspace workspace, string? location, CallContext call)
    {
        QuotaUpdate? editor = _editors.Find(known => known.IsFor(workspace, location));
        if (editor is null)
        {
            editor = await QuotaUpdate.OpenAsync(workspace, location, call).ConfigureAwait(false);
            _editors.Add(editor);
        }

        return editor;
    }
}
