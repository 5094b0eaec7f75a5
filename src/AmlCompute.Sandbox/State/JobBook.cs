using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.State;

/// <summary>The jobs of a workspace, newest first.</summary>
internal sealed class JobBook
{
    private readonly SortedDictionary<string, Job> _jobs = new(StringComparer.Ordinal);

    /// <summary>The jobs by a key that sorts the newest first, so that a new job does not shift the next page.</summary>
    public SortedDictionary<string, Job> Where(Func<Job, bool> fits)
    {
        SortedDictionary<string, Job> found = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, Job> job in _jobs.Where(job => fits(job.Value)))
        {
            found.Add(job.Key, job.Value);
        }

        return found;
    }

    public Job? Find(string name) =>
        _jobs.Values.FirstOrDefault(job => string.Equals(job.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Adds a job, and starts it or lets it wait for its target.</summary>
    public void Add(SandboxJob settings, Workspace workspace, Compute? target, SandboxState state)
    {
        string name = settings.Name ?? $"job_{state.Seeds.Hex($"{workspace.Id}/job/{_jobs.Count}", 6)}";
        if (Find(name) is not null)
        {
            throw ServiceError.BadRequest($"A job '{name}' exists in workspace '{workspace.Name}'.", name);
        }

        Job job = new(settings, name, workspace, target, state.Timeline, state.Now);
        _jobs.Add((int.MaxValue - _jobs.Count).ToString("D10", CultureInfo.InvariantCulture), job);
        if (!job.Moves)
        {
            return;
        }

        if (target is null)
        {
            job.Start(state.Now, _ => { });
        }
        else
        {
            target.Queue(job, state.Now);
        }
    }
}
