namespace AmlCompute.Sandbox.Jobs;

/// <summary>The jobs of an instance, which wait until the instance runs, and then run together.</summary>
/// <param name="onUseChanged">Gets the time at which a job starts, or the last running job ends.</param>
internal sealed class InstanceJobs(Action<DateTimeOffset> onUseChanged)
{
    private readonly List<Job> _jobs = [];

    public bool HasRunning => _jobs.Exists(job => job.IsRunning);

    /// <summary>Adds a job. One that is running already starts at once.</summary>
    public void QueueJob(Job job, DateTimeOffset at)
    {
        _jobs.Add(job);
        if (job.IsRunning)
        {
            StartJob(job, at);
        }
    }

    public void StartWaiting(DateTimeOffset at)
    {
        foreach (Job job in _jobs.Where(job => !job.IsRunning).ToArray())
        {
            StartJob(job, at);
        }
    }

    public void CancelRunning(DateTimeOffset at) => CancelJobs([.. _jobs.Where(job => job.IsRunning)], at);

    public void CancelAll(DateTimeOffset at) => CancelJobs([.. _jobs], at);

    private void StartJob(Job job, DateTimeOffset at)
    {
        job.StartJob(at, then =>
        {
            _jobs.Remove(job);
            if (!HasRunning)
            {
                onUseChanged(then);
            }
        });
        onUseChanged(at);
    }

    private void CancelJobs(Job[] jobs, DateTimeOffset at)
    {
        foreach (Job job in jobs)
        {
            _jobs.Remove(job);
            job.EndJob(at, "Canceled");
        }
    }
}
