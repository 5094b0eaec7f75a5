namespace AmlCompute;

/// <summary>
/// The steps that bring a workspace to its wanted configurations. New-AmlComputePlan creates it, and Invoke-AmlComputePlan applies it, also
/// after a round trip through Clixml or JSON. A saved plan contains no secrets.
/// </summary>
public sealed class ComputePlan
{
    /// <summary>The version of the format that this version of the module writes and reads.</summary>
    internal const int CurrentFormat = 1;

    internal ComputePlan(int formatVersion, string workspaceId, DateTimeOffset createdOn, string sourceDigest, IList<ComputePlanStep> steps)
    {
        FormatVersion = formatVersion;
        WorkspaceId = workspaceId;
        CreatedOn = createdOn.ToUniversalTime();
        SourceDigest = sourceDigest;
        Steps = new TextList<ComputePlanStep>(steps);
        Digest = CalculateDigest(this);
    }

    /// <summary>Gets the ARM resource id of the workspace.</summary>
    public string WorkspaceId { get; }

    /// <summary>Gets the name of the workspace.</summary>
    public string WorkspaceName => ResourceIdText.GetName(WorkspaceId);

    /// <summary>Gets the time when the plan was created, in UTC.</summary>
    public DateTimeOffset CreatedOn { get; }

    /// <summary>Gets the steps, one for each compute target that is missing, differs from its configuration, or is removed.</summary>
    public IReadOnlyList<ComputePlanStep> Steps { get; }

    /// <summary>Gets a value indicating whether applying the plan would change the workspace.</summary>
    public bool HasChanges => Steps.Any(step => step.IsApplicable);

    /// <summary>Gets a value indicating whether a step has an error.</summary>
    public bool HasErrors => Steps.Any(step => step.HasErrors);

    /// <summary>Gets the version of the format of a saved plan.</summary>
    public int FormatVersion { get; }

    /// <summary>Gets the SHA-256 digest, in hexadecimal digits, of the configurations without their secrets.</summary>
    public string SourceDigest { get; }

    /// <summary>
    /// Gets the SHA-256 digest, in hexadecimal digits, of the format, the workspace, <see cref="SourceDigest"/> and the steps, without
    /// their costs, paths and error ids. A saved plan with another digest is refused.
    /// </summary>
    public string Digest { get; }

    /// <summary>Gets the wanted configurations by name, with their secrets; null for a plan that was saved and read.</summary>
    internal IReadOnlyDictionary<string, ComputeConfiguration>? Sources { get; init; }

    /// <summary>Shows the workspace and the number of steps of each action, for example <c>ws: 2 Create, 1 Delete</c>.</summary>
    public override string ToString()
    {
        IEnumerable<string> counts = Steps.GroupBy(step => step.Action).Select(group => $"{group.Count()} {group.Key}");
        return $"{WorkspaceName}: {(Steps.Count == 0 ? "no changes" : string.Join(", ", counts))}";
    }

    private static string CalculateDigest(ComputePlan plan) => TextDigest.ComputeHex(
        new JsonArray(
        [
            plan.FormatVersion,
            plan.WorkspaceId.ToUpperInvariant(),
            plan.SourceDigest,
            .. plan.Steps.Select(step => (JsonNode)step.CreateDigestContent()),
        ]).ToJsonString());
}
