using System.Collections;

namespace AmlCompute.Sandbox;

/// <summary>A job to add to a workspace.</summary>
public sealed class SandboxJob
{
    private static readonly string[] Types = ["AutoML", "Command", "FineTuning", "Labeling", "Pipeline", "Spark", "Sweep"];

    /// <summary>The name, unique in the workspace; null for a name from the seed.</summary>
    public string? Name { get; init; }

    /// <summary>The name or the resource id of the compute target; null for a job that names none, such as a serverless one.</summary>
    public string? Target { get; init; }

    /// <summary>
    /// The status at the start. A job that waits (Queued, NotStarted, Starting, Provisioning, Preparing) starts when its cluster has the
    /// nodes or its instance runs, or at once if it has another target or none; a job that is Running runs at once. Both end as Completed
    /// after the duration, or as Canceled if the cluster or instance is deleted before, or the creation of the cluster fails. A job that
    /// runs is also Canceled if its instance starts, stops, restarts or is resized. Any other status stays, and so does that of a job that
    /// is added to a cluster that is being deleted or whose creation failed. Default Queued.
    /// </summary>
    public string Status { get; init; } = "Queued";

    /// <summary>The number of nodes that the job asks for, at least 1. A cluster gives at most its maximum. Default 1.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>The time that the job runs, above 0 and at most 365 days of sandbox time. Default 10 minutes.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The type: AutoML, Command, FineTuning, Labeling, Pipeline, Spark or Sweep. Default Command.</summary>
    public string Type { get; init; } = "Command";

    /// <summary>The name of the experiment. Default 'Default'.</summary>
    public string Experiment { get; init; } = "Default";

    /// <summary>The name of the user who created the job. Default 'Sandbox User'.</summary>
    public string Creator { get; init; } = "Sandbox User";

    /// <summary>The tags. Default none.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads a job from a dictionary whose keys are the names of the properties. Case is ignored.</summary>
    /// <param name="values">The dictionary.</param>
    /// <exception cref="ArgumentException">
    /// A key is unknown, or its value has the wrong type or is not an allowed word; the message names the key. <see
    /// cref="SandboxService.AddJob"/> checks the name, the nodes and the duration.
    /// </exception>
    public static SandboxJob FromDictionary(IDictionary values)
    {
        DictionaryReader reader = new(
            values, "a sandbox job", nameof(Name), nameof(Target), nameof(Status), nameof(Nodes), nameof(Duration), nameof(Type),
            nameof(Experiment), nameof(Creator), nameof(Tags));
        SandboxJob defaults = new();
        return new SandboxJob
        {
            Name = reader.ReadText(nameof(Name)),
            Target = reader.ReadText(nameof(Target)),
            Status = RequireWord(Jobs.Job.Statuses, reader.ReadText(nameof(Status)) ?? defaults.Status, nameof(Status)),
            Nodes = reader.ReadInteger(nameof(Nodes)) ?? defaults.Nodes,
            Duration = reader.ReadDuration(nameof(Duration)) ?? defaults.Duration,
            Type = RequireWord(Types, reader.ReadText(nameof(Type)) ?? defaults.Type, nameof(Type)),
            Experiment = reader.ReadText(nameof(Experiment)) ?? defaults.Experiment,
            Creator = reader.ReadText(nameof(Creator)) ?? defaults.Creator,
            Tags = reader.ReadTextMap(nameof(Tags)),
        };
    }

    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    internal void Validate()
    {
        ArgumentCheck.Require(
            Name is null || (Name.Trim('.', ' ').Length > 0 && !Name.Contains('/') && !Name.Any(char.IsControl)),
            $"Name of a sandbox job must not be empty or contain slashes or control characters, or consist of dots: '{Name}'.");
        ArgumentCheck.Require(Nodes >= 1, $"Nodes of a sandbox job must be at least 1, not {Nodes}.");
        ArgumentCheck.Require(
            Duration > TimeSpan.Zero && Duration <= TimeSpan.FromDays(365),
            $"Duration of a sandbox job must be above 0 and at most 365 days, not {Duration}.");
    }

    /// <summary>Returns an allowed word in its spelling. The case of the value is ignored.</summary>
    private static string RequireWord(IReadOnlyList<string> words, string value, string key) =>
        words.FirstOrDefault(value.EqualsIgnoreCase)
        ?? throw new ArgumentException($"{key} of a sandbox job must be one of {string.Join(", ", words)}, not '{value}'.");
}
