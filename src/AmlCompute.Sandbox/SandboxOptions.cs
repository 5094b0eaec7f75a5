using System.Collections;

namespace AmlCompute.Sandbox;

/// <summary>The behavior of a sandbox, and the workspaces that exist in it.</summary>
public sealed class SandboxOptions
{
    // The keys of a dictionary that differ from the names of the properties.
    private const string ClockKey = "Clock";
    private const string FaultKey = "Fault";
    private const string ApiVersionKey = "ApiVersion";
    private const string WorkspaceKey = "Workspace";
    private const string DeniedActionKey = "DeniedAction";

    private static readonly string[] Keys =
    [
        nameof(Speed), ClockKey, nameof(Seed), nameof(PageSize), nameof(Latency), FaultKey, nameof(StrictNames), nameof(StrictMembers),
        nameof(StartTime), nameof(Quota), nameof(IdentityPatch), ApiVersionKey, WorkspaceKey, nameof(CreateWorkspaces), nameof(ReadLag),
        nameof(RequireToken), DeniedActionKey, nameof(EnforceRateLimits), nameof(OperationHeaders),
    ];

    /// <summary>
    /// The factor by which the clock of the sandbox is faster than real time, above 0 and at most 1,000,000. It has no effect on a manual
    /// clock. Default 60.
    /// </summary>
    public double Speed { get; init; } = 60;

    /// <summary>True if only <see cref="SandboxService.Advance"/> moves the clock.</summary>
    public bool ManualClock { get; init; }

    /// <summary>The seed of ids, addresses and keys, which depend only on the seed and on the requests. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The number of subscriptions, workspaces, computes, nodes or jobs on one page of a list, at least 1. Default 100.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>The delay of every response, at most one day of sandbox time. Default 0.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>
    /// The time after the creation of a cluster in which a GET still shows the state Resizing and a target of 0 nodes, as in recorded
    /// responses of the service. At most one day of sandbox time; 0 for responses that are never stale. Default 5 seconds.
    /// </summary>
    public TimeSpan ReadLag { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// True if the names of new computes must match the published pattern (3-24 characters, not ending in a hyphen and digits).
    /// </summary>
    public bool StrictNames { get; init; }

    /// <summary>
    /// True if the names of members in a body must have the case of the schema, except in that of checkComputeNameAvailability.
    /// By default the case is ignored, as in Azure.
    /// </summary>
    public bool StrictMembers { get; init; }

    /// <summary>
    /// The time at which the clock starts, from the year 2000 to 2999; null for the current time, or 2026-01-01T00:00:00Z with a manual
    /// clock.
    /// </summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>
    /// Limits that differ from the default ones, in cores, by the name of a family, TotalDedicatedCores or TotalLowPriorityCores;
    /// TotalClusters is a number of clusters and instances. TotalDedicatedCores, if it is not given, rises to the largest given family.
    /// </summary>
    public IReadOnlyDictionary<string, int> Quota { get; init; } = new Dictionary<string, int>();

    /// <summary>The response to a PATCH of the identity of a cluster or an instance. Default Applied.</summary>
    public IdentityPatch IdentityPatch { get; init; }

    /// <summary>The api-versions that the sandbox knows, at least one. Default: all from 2021-07-01 on.</summary>
    public IReadOnlyList<string> ApiVersions { get; init; } = Wire.ApiVersions.All;

    /// <summary>Faults to inject from the start.</summary>
    public IReadOnlyList<SandboxFault> Faults { get; init; } = [];

    /// <summary>The id of the subscription of the workspace.</summary>
    public string SubscriptionId { get; init; } = "00000000-0000-0000-0000-000000000000";

    /// <summary>The name of the resource group of the workspace.</summary>
    public string ResourceGroupName { get; init; } = "sandbox-rg";

    /// <summary>The name of the workspace.</summary>
    public string WorkspaceName { get; init; } = "sandbox-ws";

    /// <summary>The region of the workspace, such as eastus.</summary>
    public string Location { get; init; } = "eastus";

    /// <summary>Additional workspaces.</summary>
    public IReadOnlyList<SandboxWorkspace> Workspaces { get; init; } = [];

    /// <summary>
    /// True to create any other workspace whose name the service accepts, with its resource group and subscription, in <see
    /// cref="Location"/> at the first request that names it. Otherwise such a request fails with status 404.
    /// </summary>
    public bool CreateWorkspaces { get; init; }

    /// <summary>
    /// True to reject a request without a bearer token with status 401. Any token is accepted. Requests for prices and for
    /// /metadata/endpoints need none.
    /// </summary>
    public bool RequireToken { get; init; }

    /// <summary>
    /// Actions that fail with status 403, named as in roles, such as Microsoft.MachineLearningServices/workspaces/computes/write.
    /// * matches any characters; case is ignored.
    /// </summary>
    public IReadOnlyList<string> DeniedActions { get; init; } = [];

    /// <summary>True to reject requests above the rate limits in the response headers with status 429 and Retry-After.</summary>
    public bool EnforceRateLimits { get; init; }

    /// <summary>
    /// True to add Location and Retry-After to responses that start an operation, as in the specifications, and Retry-After to the status
    /// of a running operation. Recorded responses do not have these headers.
    /// </summary>
    public bool OperationHeaders { get; init; }

    /// <summary>The workspace of the options, and then the additional ones.</summary>
    internal IEnumerable<SandboxWorkspace> AllWorkspaces =>
        [new SandboxWorkspace(SubscriptionId, ResourceGroupName, WorkspaceName, Location), .. Workspaces];

    /// <summary>Reads options from a dictionary, whose keys ignore case.</summary>
    /// <param name="values">
    /// The dictionary. Its keys are the names of the properties, except Clock ('Accelerated' or 'Manual'), and Fault, ApiVersion,
    /// DeniedAction and Workspace, which have one value or several. A fault and a workspace are dictionaries. A key
    /// that is missing in a workspace has the value of the first workspace, which cannot be set here; Name is mandatory.
    /// </param>
    /// <exception cref="ArgumentException">A key is unknown, or its value is not valid; the message names the key.</exception>
    public static SandboxOptions FromDictionary(IDictionary values)
    {
        SandboxOptions defaults = new();
        return FromDictionary(
            values, defaults.SubscriptionId, defaults.ResourceGroupName, defaults.WorkspaceName, defaults.Location);
    }

    /// <summary>Reads the same keys as <see cref="FromDictionary(IDictionary)"/>, for a given first workspace.</summary>
    /// <param name="values">The dictionary.</param>
    /// <param name="subscriptionId">The id of the subscription of the first workspace.</param>
    /// <param name="resourceGroupName">The name of the resource group of the first workspace.</param>
    /// <param name="workspaceName">The name of the first workspace.</param>
    /// <param name="location">The region of the first workspace.</param>
    /// <exception cref="ArgumentException">
    /// A key is unknown, or its value or a value of the first workspace is not valid; the message names it.
    /// </exception>
    public static SandboxOptions FromDictionary(
        IDictionary values, string subscriptionId, string resourceGroupName, string workspaceName, string location)
    {
        DictionaryReader reader = new(values, "the sandbox options", Keys);
        SandboxOptions defaults = new();
        SandboxWorkspace firstWorkspace = new(subscriptionId, resourceGroupName, workspaceName, location);
        SandboxOptions options = new()
        {
            Speed = reader.ReadNumber(nameof(Speed)) ?? defaults.Speed,
            ManualClock = reader.ReadEnum<ClockKind>(ClockKey, "'Accelerated' or 'Manual'") == ClockKind.Manual,
            Seed = reader.ReadInteger(nameof(Seed)) ?? defaults.Seed,
            PageSize = reader.ReadInteger(nameof(PageSize)) ?? defaults.PageSize,
            Latency = reader.ReadDuration(nameof(Latency)) ?? defaults.Latency,
            ReadLag = reader.ReadDuration(nameof(ReadLag)) ?? defaults.ReadLag,
            Faults = [.. reader.ReadDictionaries(FaultKey, SandboxFault.Keys).Select(SandboxFault.FromDictionary)],
            StrictNames = reader.ReadFlag(nameof(StrictNames)),
            StrictMembers = reader.ReadFlag(nameof(StrictMembers)),
            StartTime = reader.ReadTime(nameof(StartTime)),
            Quota = reader.ReadIntegerMap(nameof(Quota)),
            IdentityPatch = reader.ReadEnum<IdentityPatch>(nameof(IdentityPatch), "'Applied', 'Ignored' or 'Refused'"),
            ApiVersions = reader.ReadTexts(ApiVersionKey) is { Count: > 0 } versions ? versions : defaults.ApiVersions,
            SubscriptionId = subscriptionId,
            ResourceGroupName = resourceGroupName,
            WorkspaceName = workspaceName,
            Location = location,
            Workspaces =
            [
                .. reader.ReadDictionaries(WorkspaceKey, SandboxWorkspace.Keys)
                    .Select(workspace => SandboxWorkspace.FromDictionary(workspace, firstWorkspace)),
            ],
            CreateWorkspaces = reader.ReadFlag(nameof(CreateWorkspaces)),
            RequireToken = reader.ReadFlag(nameof(RequireToken)),
            DeniedActions = reader.ReadTexts(DeniedActionKey),
            EnforceRateLimits = reader.ReadFlag(nameof(EnforceRateLimits)),
            OperationHeaders = reader.ReadFlag(nameof(OperationHeaders)),
        };
        options.Validate();
        return options;
    }

    /// <exception cref="ArgumentException">An option is not valid; the message names it.</exception>
    internal void Validate()
    {
        // At the highest speed, the smallest step of a real timer, a few milliseconds, is an hour of sandbox time.
        ArgumentCheck.Require(
            Speed is > 0 and <= 1_000_000,
            $"Speed must be above 0 and at most 1000000, not {Speed.ToString(CultureInfo.InvariantCulture)}.");
        ArgumentCheck.Require(PageSize >= 1, $"PageSize must be at least 1, not {PageSize}.");
        ArgumentCheck.RequireWithinOneDay(Latency, nameof(Latency));
        ArgumentCheck.RequireWithinOneDay(ReadLag, nameof(ReadLag));

        // Times are computed before and after the time of the clock, such as those of jobs, and must not exceed the dates of .NET.
        ArgumentCheck.Require(
            StartTime is null or { Year: >= 2000 and <= 2999 },
            $"StartTime must be in a year from 2000 to 2999, not in {StartTime?.Year}.");
        ValidateApiVersions();

        // The constructor rejects unknown names and negative limits.
        _ = new Catalog.QuotaTable(Quota);
        RejectDuplicateWorkspaces();
        foreach (SandboxFault fault in Faults)
        {
            fault.Validate();
        }
    }

    private void ValidateApiVersions()
    {
        ArgumentCheck.Require(ApiVersions.Count > 0, $"{ApiVersionKey} must have at least one version.");
        string? invalidVersion = ApiVersions.FirstOrDefault(version => !Wire.ApiVersions.IsWellFormed(version));
        ArgumentCheck.Require(
            invalidVersion is null,
            $"{ApiVersionKey} must be a date such as 2024-04-01, not '{invalidVersion}'. A preview version ends in -preview.");
    }

    private void RejectDuplicateWorkspaces()
    {
        string? duplicateWorkspace = AllWorkspaces
            .GroupBy(
                workspace => $"{workspace.SubscriptionId}/{workspace.ResourceGroupName}/{workspace.Name}", StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        ArgumentCheck.Require(duplicateWorkspace is null, $"The workspace '{duplicateWorkspace}' is specified more than once.");
    }

    private enum ClockKind
    {
        Accelerated,
        Manual,
    }
}
