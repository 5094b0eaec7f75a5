using AmlCompute.Sandbox.Jobs;

namespace AmlCompute.Sandbox.State;

/// <summary>
/// The nodes of a cluster, which start in state preparing, become idle, run jobs, and leave when the cluster scales down.
/// </summary>
internal sealed class ClusterNodes
{
    private const string Steady = "Steady";
    private const string Resizing = "Resizing";

    // In recorded responses, a cluster without nodes is Steady after this time.
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(8);

    // No recording has a cluster with nodes. The last new node is idle after two minutes.
    private static readonly TimeSpan FirstArrivalTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ArrivalSpread = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PreparationTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DepartureTime = TimeSpan.FromSeconds(20);

    private readonly Timeline _timeline;
    private readonly SeededValues _seeds;
    private readonly string _clusterId;
    private readonly EventGroup _arrivals;
    private readonly EventGroup _scaleDown;
    private readonly List<ClusterNode> _nodes = [];
    private readonly ClusterJobs _jobs;
    private ScaleLimits _limits = new(0, 0, TimeSpan.Zero);
    private int _targetCount;
    private int _everCreatedCount;
    private string _allocationState = Resizing;
    private DateTimeOffset _transitionTime;
    private DateTimeOffset _createdOn;

    /// <param name="timeline">The future events of the sandbox.</param>
    /// <param name="seeds">The source of the ids and addresses of nodes.</param>
    /// <param name="clusterId">The resource id of the cluster.</param>
    public ClusterNodes(Timeline timeline, SeededValues seeds, string clusterId)
    {
        _timeline = timeline;
        _seeds = seeds;
        _clusterId = clusterId;
        _arrivals = new EventGroup(timeline);
        _scaleDown = new EventGroup(timeline);
        _jobs = new ClusterJobs(_nodes, RemoveSurplusNodes);
    }

    /// <summary>True if responses still show the state at the creation of the cluster.</summary>
    public bool IsViewStale { get; set; }

    public int CurrentCount => _nodes.Count;

    /// <summary>The number of nodes that the cluster should have: its minimum or, up to its maximum, as many as its jobs need.</summary>
    private int WantedCount => (int)Math.Min(_limits.MaxNodes, Math.Max(_limits.MinNodes, _jobs.NeededNodes));

    /// <summary>Starts a new cluster. It soon allocates its first nodes, or becomes Steady if it needs none.</summary>
    public void StartCluster(DateTimeOffset at, ScaleLimits limits)
    {
        SetLimits(limits);
        _createdOn = at;
        SetAllocationState(Resizing, at);
        _arrivals.Schedule(at + SettlingTime, then => ScaleTo(WantedCount, then));
    }

    /// <summary>
    /// Applies new scale settings. Nodes above the maximum leave at once or after their job, other nodes that are not needed after the
    /// idle time.
    /// </summary>
    public void ApplyLimits(DateTimeOffset at, ScaleLimits limits)
    {
        SetLimits(limits);
        if (_targetCount < WantedCount)
        {
            ScaleTo(WantedCount, at);
        }
        else if (_targetCount > limits.MaxNodes)
        {
            ScaleTo(limits.MaxNodes, at);
        }

        _jobs.AssignIdleNodes(at);
        PlanScaleDown(at);
    }

    /// <summary>Adds a job, and scales up if it needs more nodes.</summary>
    public void QueueJob(Job job, DateTimeOffset at)
    {
        _jobs.QueueJob(job, at);

        // A new cluster allocates its first nodes at the end of the settling time.
        if (_targetCount < WantedCount && _createdOn + SettlingTime <= at)
        {
            ScaleTo(WantedCount, at);
        }
    }

    /// <summary>Starts to remove all nodes, and cancels all jobs, because the cluster is being deleted.</summary>
    public void StartRemoval(DateTimeOffset at)
    {
        SetTargetCount(0);
        SetAllocationState(Resizing, at);
        _nodes.ForEach(node => node.State = ClusterNode.Leaving);
        _jobs.CancelAll(at);
    }

    /// <summary>Removes all nodes, and cancels the arrival of new ones and all jobs.</summary>
    public void RemoveAll(DateTimeOffset at)
    {
        SetTargetCount(0);
        _nodes.Clear();
        _jobs.CancelAll(at);
        SetAllocationState(Steady, at);
    }

    /// <summary>Returns the allocation as a GET shows it.</summary>
    public AllocationView ToAllocationView() => IsViewStale
        ? new AllocationView(Resizing, _createdOn, 0, 0, ClusterNode.CountStates([]))
        : new AllocationView(_allocationState, _transitionTime, CurrentCount, _targetCount, ClusterNode.CountStates(_nodes));

    /// <summary>Renders the nodes in the order of their ports, with or without a public address.</summary>
    public IReadOnlyList<JsonObject> ListNodes(bool hasPublicAddress)
    {
        string? publicAddress = hasPublicAddress ? _seeds.CreatePublicAddress($"{_clusterId}/address") : null;
        return [.. _nodes.OrderBy(node => node.Number).Select(node => node.ToJson(publicAddress))];
    }

    private void SetLimits(ScaleLimits limits)
    {
        _limits = limits;
        _jobs.MaxNodes = limits.MaxNodes;
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
        _timeline.Schedule(at + DepartureTime, then =>
        {
            _nodes.RemoveAll(node => leaving.Contains(node));
            UpdateAllocationState(then);
        });
    }

    private void AddNode(DateTimeOffset at)
    {
        // The smallest free number, because addresses and ports have a limit.
        int number = Enumerable.Range(0, _nodes.Count + 1).Except(_nodes.Select(existing => existing.Number)).First();
        ClusterNode node = new($"tvmps_{_seeds.CreateHex($"{_clusterId}/node/{_everCreatedCount}", 32)}_d", number);
        _everCreatedCount++;
        _nodes.Add(node);
        _timeline.Schedule(at + PreparationTime, then =>
        {
            // The node can be leaving in the meantime.
            node.State = node.State == ClusterNode.Preparing ? ClusterNode.Idle : node.State;
            _jobs.AssignIdleNodes(then);
        });
        UpdateAllocationState(at);
    }

    /// <summary>Removes the nodes that a job kept above the target, and plans the departure of those that no job needs any more.</summary>
    private void RemoveSurplusNodes(DateTimeOffset at)
    {
        if (_nodes.Count(node => !node.IsLeaving) > _targetCount)
        {
            ScaleTo(_targetCount, at);
        }

        PlanScaleDown(at);
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

    private void UpdateAllocationState(DateTimeOffset at)
    {
        bool isSteady = _nodes.Count == _targetCount && !_nodes.Exists(node => node.IsLeaving);
        SetAllocationState(isSteady ? Steady : Resizing, at);
    }

    private void SetAllocationState(string state, DateTimeOffset at)
    {
        if (_allocationState != state || _transitionTime == default)
        {
            _allocationState = state;
            _transitionTime = at;
        }
    }
}
