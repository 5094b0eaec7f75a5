namespace AmlCompute.Client.Findings;

/// <summary>The last activity of the jobs of a workspace, by target. It keeps no job, because a workspace can have very many.</summary>
internal sealed class WorkspaceJobs
{
    /// <summary>The activity of the jobs that run on a target, by the name of the target.</summary>
    private readonly Dictionary<string, Activity> _targets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The activity of the pipeline jobs whose steps name targets that the list of jobs does not show.</summary>
    private readonly Activity _pipelines = new();

    public void Add(ComputeJob job)
    {
        if (job.ComputeTargetName is { } name)
        {
            if (!_targets.TryGetValue(name, out Activity? activity))
            {
                activity = new Activity();
                _targets.Add(name, activity);
            }

            activity.Add(job);
        }
        else if (string.Equals(job.JobType, "Pipeline", StringComparison.OrdinalIgnoreCase))
        {
            _pipelines.Add(job);
        }
    }

    /// <summary>
    /// Returns true if jobs have used a target since a time. Otherwise, the reason, as a clause, is not null if the list of jobs does not
    /// show whether they have. The last end is that of the job that ended last; null if no end is known.
    /// </summary>
    public (bool IsUsed, string? UnknownReason, DateTimeOffset? LastEnd) FindUse(ComputeTarget target, DateTimeOffset since)
    {
        Activity activity = _targets.TryGetValue(target.Name, out Activity? known) ? known : new Activity();
        bool isUsed = activity.HasActive || activity.LastEnd > since;
        return (isUsed, isUsed ? null : FindUnknown(activity, since), activity.LastEnd);
    }

    /// <summary>Returns the reason, as a clause, why it is unknown if jobs have used a target; null if they have not.</summary>
    private string? FindUnknown(Activity activity, DateTimeOffset since)
    {
        if (activity.HasUnknownEnd)
        {
            return "the service did not return the end of a job on it";
        }

        return _pipelines.HasActive || _pipelines.HasUnknownEnd || _pipelines.LastEnd > since
            ? "the list of jobs does not show the targets of the steps of a pipeline job"
            : null;
    }

    /// <summary>The last activity of some jobs.</summary>
    private sealed class Activity
    {
        /// <summary>Gets a value indicating whether one of the jobs has not ended.</summary>
        public bool HasActive { get; private set; }

        /// <summary>Gets a value indicating whether one of the jobs has ended at an unknown time.</summary>
        public bool HasUnknownEnd { get; private set; }

        /// <summary>
        /// Gets the end of the job that ended last; the last change of a job counts as its end if the service does not return that. Null if
        /// no end is known.
        /// </summary>
        public DateTimeOffset? LastEnd { get; private set; }

        public void Add(ComputeJob job)
        {
            if (job.IsActive)
            {
                HasActive = true;
                return;
            }

            DateTimeOffset? end = job.EndedOn ?? job.ModifiedOn;
            HasUnknownEnd |= end is null;
            LastEnd = LastEnd > end || end is null ? LastEnd : end;
        }
    }
}
