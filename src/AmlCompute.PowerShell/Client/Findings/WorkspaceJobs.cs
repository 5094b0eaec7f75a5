namespace AmlCompute.Client.Findings;

/// <summary>The last activity of the jobs of a workspace, by target. It keeps no job, because a workspace can have very many.</summary>
internal sealed class WorkspaceJobs
{
    private readonly Dictionary<string, Activity> _targets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The jobs whose steps name targets that the list of jobs does not show.</summary>
    private readonly Activity _pipelines = new();

    public void Add(ComputeJob job)
    {
        if (job.ComputeId is { } id)
        {
            string key = GetKey(id);
            if (!_targets.TryGetValue(key, out Activity? activity))
            {
                activity = new Activity();
                _targets.Add(key, activity);
            }

            activity.Add(job);
        }
        else if (string.Equals(job.JobType, "Pipeline", StringComparison.OrdinalIgnoreCase))
        {
            _pipelines.Add(job);
        }
    }

    /// <summary>Returns the use of a target by jobs since a time, and the reason if the list of jobs does not show it.</summary>
    public (bool IsUsed, string? Unknown, DateTimeOffset? LastEnd) FindUse(ComputeTarget target, DateTimeOffset since)
    {
        Activity activity = _targets.TryGetValue(GetKey(target.Id), out Activity? known) ? known : new Activity();
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

    /// <summary>Returns the workspace and the name in an id, without its subscription, because the id can also be the name alone.</summary>
    private static string GetKey(string id) => id.Substring(id.LastIndexOf('/') + 1);

    private sealed class Activity
    {
        public bool HasActive { get; private set; }

        public bool HasUnknownEnd { get; private set; }

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
