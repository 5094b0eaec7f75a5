namespace AmlCompute.Client.Changes;

/// <summary>A compute target that a configuration describes, with the path of its file; null if it comes from no file.</summary>
internal sealed record WantedTarget(string Name, ComputeConfiguration Configuration, string? Path);
