using AmlCompute.Sandbox.State;

namespace AmlCompute.Sandbox.Jobs;

/// <summary>The jobs of a cluster, which wait for idle nodes, and start in the order in which they were added.</summary>
/// <param name="nodes">The nodes of the cluster, which come and go.</param>
/// <param name="onJobEnded">Gets the time at which a job that ran has ended, after its nodes are free.</param>
internal sealed class ClusterJobs(IReadOnlyList<ClusterNode> nodes, Action<DateTimeOffset> onJobEnded)
{
    private readonly List<Job> _jobs = [];

    /// <summary>The maximum of the cluster, which is the largest number of nodes that one job gets.</summary>
    public int MaxNodes { get; set; }

    /// <summary>The sum of the nodes of all jobs, which can be above the maximum of the cluster.</summary>
    public long NeededNodes => _jobs.Sum(job => (long)CountNodes(job));

    /// <summary>Adds a job. One that is running already starts at once, with the nodes that are idle.</summary>
    public void QueueJob(Job job, DateTimeOffset at)
    {
        _jobs.Add(job);
        if (job.IsRunning)
        {
            StartJob(job, at);
        }

        AssignIdleNodes(at);
    }

    /// <summary>
    /// Gives idle nodes to running jobs that have too few, then starts the waiting jobs in order while there are idle nodes for the next.
    /// </summary>
    public void AssignIdleNodes(DateTimeOffset at)
    {
        foreach (Job job in _jobs.OrderByDescending(job => job.IsRunning).ToArray())
        {
            int missing = CountNodes(job) - nodes.Count(node => node.Job == job);
            ClusterNode[] idleNodes = [.. nodes.Where(node => node.State == ClusterNode.Idle).Take(missing)];

            // No node is missing only in a cluster with a maximum of 0 nodes, where a job waits for a new maximum.
            if (!job.IsRunning && (idleNodes.Length < missing || missing == 0))
            {
                break;
            }

            foreach (ClusterNode node in idleNodes)
            {
                node.State = ClusterNode.Running;
                node.Job = job;
            }

            if (!job.IsRunning)
            {
                StartJob(job, at);
            }
        }
    }

    public void CancelAll(DateTimeOffset at)
    {
        foreach (Job job in _jobs.ToArray())
        {
            _jobs.Remove(job);
            job.EndJob(at, "Canceled");
        }
    }

    private int CountNodes(Job job) => Math.Min(job.Nodes, MaxNodes);

    private void StartJob(Job job, DateTimeOffset at) => job.StartJob(at, then =>
    {
        _jobs.Remove(job);
        foreach (ClusterNode node in nodes.Where(node => node.Job == job))
        {
            node.Job = null;
            node.State = node.IsLeaving ? node.State : ClusterNode.Idle;
        }

        // First, so that a waiting job does not get a node above a lowered maximum.
        onJobEnded(then);
        AssignIdleNodes(then);
    });
}
