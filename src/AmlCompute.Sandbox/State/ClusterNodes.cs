using AmlCompute.Sandbox.Jobs;

namespace AmlCompute.Sandbox.State;

/// <summary>
/// The nodes of a cluster, which start in state preparing, become idle, run jobs, and leave when the cluster scales down.
/// </summary>
/// <param name="timeline">The future events of the sandbox.</param>
/// <param name="seeds">The source of the ids and addresses of nodes.</param>
/// <param name="clusterId">The resource id of the cluster.</param>
internal sealed class ClusterNodes(Timeline timeline, SeededValues seeds, string clusterId)
{
    private const string Steady = "Steady";
    private const string Resizing = "Resizing";

    // In recorded responses, a cluster without nodes is Steady after this time.
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(8);

    // No recording has a cluster with nodes. In sum, these times are about two minutes.
    private static readonly TimeSpan FirstArrivalTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ArrivalSpread = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PreparationTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DepartureTime = TimeSpan.FromSeconds(20);

    private readonly EventGroup _arrivals = new(timeline);
    private readonly EventGroup _scaleDown = new(timeline);
    private readonly List<ClusterNode> _nodes = [];
    private readonly List<Job> _jobs = [];
    private ScaleLimits _limits = new(0, 0, TimeSpan.Zero);
    private int _targetCount;
    private int _everCreatedCount;
    private string _allocationState = Resizing;
    private DateTimeOffset _transitionTime;
    private DateTimeOffset _createdOn;

    /// <summary>True if responses still show the state at the creation of the cluster.</summary>
    public bool IsViewStale { get; set; }

    public int CurrentCount => _nodes.Count;

    /// <summary>The number of nodes that the cluster should have: its minimum, or more if jobs need them.</summary>
    private int WantedCount
    {
        get
        {
            long forJobs = _jobs.Sum(job => (long)CountNodesForJob(job));
            return (int)Math.Min(_limits.MaxNodes, Math.Max(_limits.MinNodes, forJobs));
        }
    }

    /// <summary>Starts a new cluster, which becomes Steady and then allocates its first nodes.</summary>
    public void StartCluster(DateTimeOffset at, ScaleLimits limits)
    {
        _limits = limits;
        _createdOn = at;
        SetAllocationState(Resizing, at);
        _arrivals.Schedule(at + SettlingTime, then => ScaleTo(WantedCount, then));
    }

    /// <summary>Applies new scale settings. Nodes above the minimum leave after the idle time, nodes above the maximum at once.</summary>
    public void ApplyLimits(DateTimeOffset at, ScaleLimits limits)
    {
        _limits = limits;
        if (_targetCount < WantedCount)
        {
            ScaleTo(WantedCount, at);
        }
        else if (_targetCount > limits.MaxNodes)
        {
            ScaleTo(limits.MaxNodes, at);
        }

        StartWaitingJobs(at);
        PlanScaleDown(at);
    }

    /// <summary>Lets a job wait for its nodes. A job that is running already gets the nodes that are idle.</summary>
    public void QueueJob(Job job, DateTimeOffset at)
    {
        _jobs.Add(job);
        if (job.IsRunning)
        {
            StartJob(job, at);
        }

        StartWaitingJobs(at);
        if (_targetCount < WantedCount && _createdOn + SettlingTime <= at)
        {
            ScaleTo(WantedCount, at);
        }
    }

    /// <summary>Starts to remove all nodes, because the cluster is being deleted.</summary>
    public void StartRemoval(DateTimeOffset at)
    {
        SetTargetCount(0);
        SetAllocationState(Resizing, at);
        _nodes.ForEach(node => node.State = ClusterNode.Leaving);
        CancelJobs(at);
    }

    /// <summary>Removes all nodes, and cancels the arrival of new ones.</summary>
    public void RemoveAll(DateTimeOffset at)
    {
        SetTargetCount(0);
        _nodes.Clear();
        CancelJobs(at);
        SetAllocationState(Steady, at);
    }

    /// <summary>Returns the allocation as a GET shows it.</summary>
    public AllocationView ToAllocationView() => IsViewStale
        ? new AllocationView(Resizing, _createdOn, 0, 0, ClusterNode.CountStates([]))
        : new AllocationView(_allocationState, _transitionTime, CurrentCount, _targetCount, ClusterNode.CountStates(_nodes));

    /// <summary>Renders the nodes in the order in which they arrived.</summary>
    public IReadOnlyList<JsonObject> ListNodes(bool havePublicAddress)
    {
        string? publicAddress = havePublicAddress ? seeds.CreatePublicAddress($"{clusterId}/address") : null;
        return [.. _nodes.Select(node => node.ToJson(publicAddress))];
    }

    /// <summary>Changes the target, and plans the arrival of missing nodes or the departure of others.</summary>
    private void ScaleTo(int targetCount, DateTimeOffset at)
    {
        SetTargetCount(targetCount);
        ClusterNode[] staying = [.. _nodes.Where(node => !node.IsLeaving)];
        int missing = targetCount - staying.Length;
        for (int i = 1; i <= missing; i++)
        {
            _arrivals.Schedule(at + FirstArrivalTime + TimeSpan.FromTicks(ArrivalSpread.Ticks * i / missing), AddNode);
        }

        // The newest nodes leave first. A node that runs a job leaves when the job has ended.
        RemoveNodes(
            [.. staying.OrderByDescending(node => node.Job is not null).Skip(targetCount).Where(node => node.Job is null)], at);
        UpdateAllocationState(at);
    }

    private void RemoveNodes(ClusterNode[] leaving, DateTimeOffset at)
    {
        if (leaving.Length == 0)
        {
            return;
        }

        Array.ForEach(leaving, node => node.State = ClusterNode.Leaving);
        timeline.Schedule(at + DepartureTime, then =>
        {
            _nodes.RemoveAll(node => leaving.Contains(node));
            UpdateAllocationState(then);
        });
    }

    private void AddNode(DateTimeOffset at)
    {
        ClusterNode node = new(
            $"tvmps_{seeds.CreateHex($"{clusterId}/node/{_everCreatedCount}", 32)}_d", _everCreatedCount);
        _everCreatedCount++;
        _nodes.Add(node);
        timeline.Schedule(at + PreparationTime, then =>
        {
            // The node can be leaving in the meantime.
            node.State = node.State == ClusterNode.Preparing ? ClusterNode.Idle : node.State;
            StartWaitingJobs(then);
        });
        UpdateAllocationState(at);
    }

    /// <summary>Counts the nodes that a job gets, which are at most the maximum of the cluster.</summary>
    private int CountNodesForJob(Job job) => Math.Min(job.Nodes, _limits.MaxNodes);

    /// <summary>Starts the waiting jobs in order while there are idle nodes for the next one.</summary>
    private void StartWaitingJobs(DateTimeOffset at)
    {
        foreach (Job job in _jobs.ToArray())
        {
            int missing = CountNodesForJob(job) - _nodes.Count(node => node.Job == job);
            ClusterNode[] idleNodes = [.. _nodes.Where(node => node.State == ClusterNode.Idle).Take(missing)];

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

    private void StartJob(Job job, DateTimeOffset at) => job.StartJob(at, then =>
    {
        _jobs.Remove(job);
        foreach (ClusterNode node in _nodes.Where(node => node.Job == job))
        {
            node.Job = null;
            node.State = node.IsLeaving ? node.State : ClusterNode.Idle;
        }

        StartWaitingJobs(then);
        if (_nodes.Count(node => !node.IsLeaving) > _targetCount)
        {
            ScaleTo(_targetCount, then);
        }

        PlanScaleDown(then);
    });

    private void CancelJobs(DateTimeOffset at)
    {
        foreach (Job job in _jobs.ToArray())
        {
            _jobs.Remove(job);
            job.EndJob(at, "Canceled");
        }
    }

    /// <summary>Plans the departure of the nodes that the cluster does not need, after the idle time.</summary>
    private void PlanScaleDown(DateTimeOffset at)
    {
        _scaleDown.Cancel();
        if (_targetCount > WantedCount)
        {
            _scaleDown.Schedule(at + _limits.IdleTime, then =>
            {
                // A job can have arrived in the meantime.
                if (_targetCount > WantedCount)
                {
                    ScaleTo(WantedCount, then);
                }
            });
        }
    }

    /// <summary>Changes the target, and cancels the events that were planned for the previous one.</summary>
    private void SetTargetCount(int targetCount)
    {
        _targetCount = targetCount;
        _arrivals.Cancel();
        _scaleDown.Cancel();
    }

    private void UpdateAllocationState(DateTimeOffset at) =>
        SetAllocationState(_nodes.Count == _targetCount ? Steady : Resizing, at);

    private void SetAllocationState(string state, DateTimeOffset at)
    {
        if (_allocationState != state || _transitionTime == default)
        {
            _allocationState = state;
            _transitionTime = at;
        }
    }
}
