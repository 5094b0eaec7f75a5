namespace AmlCompute.Client.Changes;

/// <summary>A compute target that a file or a configuration describes.</summary>
/// <param name="Name">The name of the target.</param>
/// <param name="Configuration">The wanted settings.</param>
/// <param name="Path">The path of the file; null for a configuration that no file contains.</param>
internal sealed record WantedTarget(string Name, ComputeConfiguration Configuration, string? Path);
