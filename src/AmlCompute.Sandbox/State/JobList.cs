namespace AmlCompute.Sandbox.State;

/// <summary>The jobs of a workspace, newest first.</summary>
internal sealed class JobList
{
    private readonly List<Job> _jobs = [];

    public IEnumerable<Job> All => _jobs;

    public Job? Find(string name) => _jobs.Find(job => name.EqualsIgnoreCase(job.Name));

    /// <summary>Adds a job, and starts it or lets it wait for its target.</summary>
    public void Add(SandboxJob settings, Workspace workspace, Compute? target, SandboxState state)
    {
        string name = settings.Name ?? $"job_{state.Seeds.Hex($"{workspace.Id}/job/{_jobs.Count}", 6)}";
        ServiceError.ThrowIf(Find(name) is not null, $"A job '{name}' exists in workspace '{workspace.Name}'.", name);
        string pageKey = (int.MaxValue - _jobs.Count).ToString("D10", CultureInfo.InvariantCulture);
        Job job = new(settings, name, workspace, target, state.Timeline, state.Now) { PageKey = pageKey };
        _jobs.Insert(0, job);
        if (job.IsActive && target is not null)
        {
            target.Queue(job, state.Now);
        }
        else if (job.IsActive)
        {
            job.Start(state.Now, _ => { });
        }
    }
}
