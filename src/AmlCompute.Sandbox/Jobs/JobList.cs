using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Jobs;

/// <summary>The jobs of a workspace, newest first.</summary>
internal sealed class JobList
{
    private readonly List<Job> _jobs = [];

    public IEnumerable<Job> All => _jobs;

    /// <summary>Finds a job by its name, whose case is ignored; null if there is none.</summary>
    public Job? FindJob(string name) => _jobs.Find(job => name.EqualsIgnoreCase(job.Name));

    /// <summary>Creates a name that no job of the list has.</summary>
    public string CreateName(string workspaceId, SeededValues seeds)
    {
        for (int number = _jobs.Count; ; number++)
        {
            string name = $"job_{seeds.CreateHex($"{workspaceId}/job/{number}", 6)}";
            if (FindJob(name) is null)
            {
                return name;
            }
        }
    }

    /// <summary>Adds a job. If it is active, it is queued at its target, or starts at once without a target.</summary>
    public void AddJob(SandboxJob settings, Workspace workspace, Compute? target, SandboxState state)
    {
        // A state that an earlier version saved has jobs without a name.
        string name = settings.Name ?? CreateName(workspace.Id, state.Seeds);
        ServiceError.ThrowIf(FindJob(name) is not null, $"A job '{name}' exists in workspace '{workspace.Name}'.", name);
        string pageKey = (int.MaxValue - _jobs.Count).ToString("D10", CultureInfo.InvariantCulture);
        Job job = new(settings, name, workspace, target, state.Timeline, state.Now) { PageKey = pageKey };
        _jobs.Insert(0, job);
        if (!job.IsActive)
        {
            return;
        }

        if (target is null)
        {
            job.StartJob(state.Now, _ => { });
        }
        else
        {
            target.QueueJob(job, state.Now);
        }
    }
}
