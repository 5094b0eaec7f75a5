namespace AmlCompute;

/// <summary>A job of a workspace, which waits, runs or has ended. A value that the service omits is null or empty.</summary>
public sealed class ComputeJob : JsonModel
{
    private readonly Workspace _workspace;

    internal ComputeJob(JsonElement json, Workspace workspace) : base(json) => _workspace = workspace;

    /// <summary>Gets the name, unique in the workspace. JSON: <c>name</c>.</summary>
    public string Name => Read(Members.Name) ?? string.Empty;

    /// <summary>Gets the display name. JSON: <c>properties.displayName</c>.</summary>
    public string? DisplayName => Read(Members.DisplayName);

    /// <summary>Gets the name of the experiment. JSON: <c>properties.experimentName</c>.</summary>
    public string? ExperimentName => Read(Members.ExperimentName);

    /// <summary>Gets the type: Command, Pipeline, Sweep, AutoML, Spark and so on. JSON: <c>properties.jobType</c>.</summary>
    public string? JobType => Read(Members.JobType);

    /// <summary>
    /// Gets the status: NotStarted, Starting, Provisioning, Preparing, Queued, Running, Finalizing, CancelRequested, Completed, Failed,
    /// Canceled, NotResponding, Paused, Unapproved or Unknown. JSON: <c>properties.status</c>.
    /// </summary>
    public string? Status => Read(Members.Status);

    /// <summary>
    /// Gets a value indicating whether the job has not ended; only Completed, Failed and Canceled are final, and a job without a status has
    /// not ended.
    /// </summary>
    public bool IsActive => !JobStatuses.IsFinal(Status);

    /// <summary>
    /// Gets the ARM resource id of the compute target; null for a job that names none, such as a serverless job, or a pipeline whose steps
    /// name their own. JSON: <c>properties.computeId</c>.
    /// </summary>
    public string? ComputeId => Read(Members.ComputeId);

    /// <summary>Gets the name of the compute target, which may no longer exist; null for a job that names none.</summary>
    public string? ComputeTargetName => ComputeId is { Length: > 0 } id ? ResourceIdText.GetName(id) : null;

    /// <summary>Gets the user or identity that created the job. JSON: <c>systemData.createdBy</c>.</summary>
    public string? CreatedBy => Read(Members.CreatedBy);

    /// <summary>Gets the creation time of the job, with its offset. JSON: <c>systemData.createdAt</c>.</summary>
    public DateTimeOffset? CreatedOn => Read(Members.CreatedOn);

    /// <summary>Gets the time of the last change of the job, with its offset. JSON: <c>systemData.lastModifiedAt</c>.</summary>
    public DateTimeOffset? ModifiedOn => Read(Members.ModifiedOn);

    /// <summary>
    /// Gets the start time of the job in UTC; null before the start, or if the service omits it.
    /// JSON: <c>properties.properties.StartTimeUtc</c>, which the service returns although no published schema contains it.
    /// </summary>
    public DateTimeOffset? StartedOn => Read(Members.StartedOn);

    /// <summary>
    /// Gets the end time of the job in UTC; null before the end, or if the service omits it.
    /// JSON: <c>properties.properties.EndTimeUtc</c>, which the service returns although no published schema contains it.
    /// </summary>
    public DateTimeOffset? EndedOn => Read(Members.EndedOn);

    /// <summary>Gets the number of nodes that the job requested. JSON: <c>properties.resources.instanceCount</c>.</summary>
    public int? NodeCount => Read(Members.NodeCount);

    /// <summary>Gets the tags. JSON: <c>properties.tags</c>.</summary>
    public IReadOnlyDictionary<string, string?> Tags => ReadMap(Members.Tags);

    /// <summary>Gets the address of the job in the studio. JSON: <c>properties.services.Studio.endpoint</c>.</summary>
    public string? StudioUrl => Read(Members.StudioUrl);

    /// <summary>Gets the ARM resource id of the job. JSON: <c>id</c>.</summary>
    public string? Id => Read(Members.Id);

    /// <summary>Gets the name of the workspace that contains the job.</summary>
    public string WorkspaceName => _workspace.Name;

    /// <summary>Gets a value indicating whether the job belongs to the current workspace of the session.</summary>
    public bool IsInCurrentWorkspace => _workspace.IsCurrent;

    /// <summary>Shows the name.</summary>
    public override string ToString() => Name;

    /// <summary>Creates a job from an entry of a list; returns null if the entry has no name.</summary>
    internal static ComputeJob? Create(JsonElement json, Workspace workspace) =>
        Members.Name.Read(json) is null ? null : new ComputeJob(json, workspace);

    private static class Members
    {
        public static readonly JsonMember<string> Id = JsonMembers.CreateText("id");
        public static readonly JsonMember<string> Name = JsonMembers.CreateText("name");
        public static readonly JsonMember<string> DisplayName = JsonMembers.CreateText("properties.displayName");
        public static readonly JsonMember<string> ExperimentName = JsonMembers.CreateText("properties.experimentName");
        public static readonly JsonMember<string> JobType = JsonMembers.CreateText("properties.jobType");
        public static readonly JsonMember<string> Status = JsonMembers.CreateText("properties.status");
        public static readonly JsonMember<string> ComputeId = JsonMembers.CreateText("properties.computeId");
        public static readonly JsonMember<DateTimeOffset?> StartedOn = JsonMembers.CreateTime("properties.properties.StartTimeUtc");
        public static readonly JsonMember<DateTimeOffset?> EndedOn = JsonMembers.CreateTime("properties.properties.EndTimeUtc");
        public static readonly JsonMember<int?> NodeCount = JsonMembers.CreateInteger("properties.resources.instanceCount");
        public static readonly JsonMember<IReadOnlyDictionary<string, string?>> Tags = JsonMembers.CreateMap("properties.tags");
        public static readonly JsonMember<string> StudioUrl = JsonMembers.CreateText("properties.services.Studio.endpoint");
        public static readonly JsonMember<string> CreatedBy = JsonMembers.CreateText("systemData.createdBy");
        public static readonly JsonMember<DateTimeOffset?> CreatedOn = JsonMembers.CreateTime("systemData.createdAt");
        public static readonly JsonMember<DateTimeOffset?> ModifiedOn = JsonMembers.CreateTime("systemData.lastModifiedAt");
    }
}
