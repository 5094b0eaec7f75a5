namespace AmlCompute.Client.Changes;

/// <summary>A compute target that a configuration describes.</summary>
/// <param name="Name">The name of the target.</param>
/// <param name="Configuration">The wanted settings.</param>
/// <param name="Path">The path of the file, for reports; null without a file, and for a comparison that no report shows.</param>
internal sealed record WantedTarget(string Name, ComputeConfiguration Configuration, string? Path);
