namespace AmlCompute.Sandbox.State;

/// <summary>The allocation of a cluster in the response to a GET.</summary>
internal sealed record AllocationView(string State, DateTimeOffset TransitionTime, int Current, int Target, JsonObject Counts);

/// <summary>The limits between which a cluster scales, and the time that a node stays idle.</summary>
internal sealed record ScaleLimits(int Min, int Max, TimeSpan IdleTime);

/// <summary>
/// The nodes of a cluster, which start in state preparing, become idle, run jobs, and leave when the cluster scales down.
/// </summary>
internal sealed class ClusterNodes(Timeline timeline, SeededValues seeds, string owner)
{
    private const string Steady = "Steady";
    private const string Resizing = "Resizing";
    private const string Leaving = "leaving";
    private const string Idle = "idle";
    private const string Running = "running";

    // In recorded responses, a cluster without nodes is Steady after this time.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(8);

    // No recording has a cluster with nodes. In sum, these times are about two minutes.
    private static readonly TimeSpan FirstArrival = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ArrivalSpread = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Preparation = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Departure = TimeSpan.FromSeconds(20);

    private readonly EventGroup _plan = new(timeline);
    private readonly EventGroup _scaleDown = new(timeline);
    private readonly List<Node> _nodes = [];
    private readonly List<Job> _jobs = [];
    private ScaleLimits _limits = new(0, 0, TimeSpan.Zero);
    private int _target;
    private int _createdCount;
    private string _allocationState = Resizing;
    private DateTimeOffset _transitionTime;
    private DateTimeOffset _createdOn;

    /// <summary>True if responses still show the state at the creation of the cluster.</summary>
    public bool IsViewStale { get; set; }

    public int Current => _nodes.Count;

    /// <summary>The number of nodes that the cluster keeps: its minimum, or more if jobs ask for them.</summary>
    private int Wanted => Math.Min(_limits.Max, Math.Max(_limits.Min, (int)Math.Min(int.MaxValue, _jobs.Sum(job => (long)NodesOf(job)))));

    /// <summary>Starts a new cluster, which becomes Steady and then allocates its first nodes.</summary>
    public void Begin(DateTimeOffset at, ScaleLimits limits)
    {
        _limits = limits;
        _createdOn = at;
        SetAllocationState(Resizing, at);
        _plan.At(at + Settling, then => SetTarget(then, Wanted));
    }

    /// <summary>Applies new scale settings. Nodes above the minimum leave after the idle time, nodes above the maximum at once.</summary>
    public void Scale(DateTimeOffset at, ScaleLimits limits)
    {
        _limits = limits;
        if (_target < Wanted || _target > limits.Max)
        {
            SetTarget(at, _target < Wanted ? Wanted : limits.Max);
        }

        StartJobs(at);
        PlanScaleDown(at);
    }

    /// <summary>Lets a job wait for its nodes. A job that runs already gets the nodes that are idle.</summary>
    public void Queue(Job job, DateTimeOffset at)
    {
        _jobs.Add(job);
        if (job.IsRunning)
        {
            Start(job, at);
        }

        StartJobs(at);
        if (_target < Wanted && _createdOn + Settling <= at)
        {
            SetTarget(at, Wanted);
        }
    }

    /// <summary>Starts to remove all nodes, because the cluster is being deleted.</summary>
    public void StartRemoval(DateTimeOffset at)
    {
        Retarget(0);
        SetAllocationState(Resizing, at);
        _nodes.ForEach(node => node.State = Leaving);
        CancelJobs(at);
    }

    /// <summary>Removes all nodes, and cancels the arrival of new ones.</summary>
    public void Clear(DateTimeOffset at)
    {
        Retarget(0);
        _nodes.Clear();
        CancelJobs(at);
        SetAllocationState(Steady, at);
    }

    public AllocationView View() => IsViewStale
        ? new AllocationView(Resizing, _createdOn, 0, 0, Counts([]))
        : new AllocationView(_allocationState, _transitionTime, Current, _target, Counts(_nodes));

    public IReadOnlyList<JsonObject> List(bool publicAddresses) =>
    [
        .. _nodes.Select(node => new JsonObject
        {
            ["nodeId"] = node.Id,
            ["privateIpAddress"] = $"10.0.{node.Number / 250}.{(node.Number % 250) + 4}",
            ["publicIpAddress"] = publicAddresses ? seeds.PublicAddress($"{owner}/address") : null,
            ["port"] = 50000 + node.Number,
            ["nodeState"] = node.State,
            ["runId"] = node.Job?.Name,
        }),
    ];

    private void SetTarget(DateTimeOffset at, int target)
    {
        Retarget(target);
        Node[] staying = [.. _nodes.Where(node => node.State != Leaving)];
        int missing = target - staying.Length;
        for (int i = 1; i <= missing; i++)
        {
            _plan.At(at + FirstArrival + TimeSpan.FromTicks(ArrivalSpread.Ticks * i / missing), Arrive);
        }

        // The newest nodes leave first. A node that runs a job leaves when the job has ended.
        Node[] going = [.. staying.OrderByDescending(node => node.Job is not null).Skip(target).Where(node => node.Job is null)];
        if (going.Length > 0)
        {
            Array.ForEach(going, node => node.State = Leaving);
            timeline.At(at + Departure, then =>
            {
                _nodes.RemoveAll(node => going.Contains(node));
                Settle(then);
            });
        }

        Settle(at);
    }

    private void Arrive(DateTimeOffset at)
    {
        Node node = new($"tvmps_{seeds.Hex($"{owner}/node/{_createdCount}", 32)}_d", _createdCount);
        _createdCount++;
        _nodes.Add(node);
        timeline.At(at + Preparation, then =>
        {
            node.State = node.State == "preparing" ? Idle : node.State;
            StartJobs(then);
        });
        Settle(at);
    }

    /// <summary>The number of nodes that a job gets, which is at most the maximum of the cluster.</summary>
    private int NodesOf(Job job) => Math.Min(job.Nodes, _limits.Max);

    /// <summary>Starts the waiting jobs in order while there are idle nodes for the next one.</summary>
    private void StartJobs(DateTimeOffset at)
    {
        foreach (Job job in _jobs.ToArray())
        {
            int missing = NodesOf(job) - _nodes.Count(node => node.Job == job);
            Node[] idle = [.. _nodes.Where(node => node.State == Idle).Take(missing)];
            if (!job.IsRunning && (idle.Length < missing || missing == 0))
            {
                break;
            }

            foreach (Node node in idle)
            {
                node.State = Running;
                node.Job = job;
            }

            if (!job.IsRunning)
            {
                Start(job, at);
            }
        }
    }

    private void Start(Job job, DateTimeOffset at) => job.Start(at, then =>
    {
        _jobs.Remove(job);
        foreach (Node node in _nodes.Where(node => node.Job == job))
        {
            node.Job = null;
            node.State = node.State == Running ? Idle : node.State;
        }

        StartJobs(then);
        if (_nodes.Count(node => node.State != Leaving) > _target)
        {
            SetTarget(then, _target);
        }

        PlanScaleDown(then);
    });

    private void CancelJobs(DateTimeOffset at)
    {
        foreach (Job job in _jobs.ToArray())
        {
            _jobs.Remove(job);
            job.End(at, "Canceled");
        }
    }

    private void PlanScaleDown(DateTimeOffset at)
    {
        _scaleDown.Cancel();
        if (_target > Wanted)
        {
            _scaleDown.At(at + _limits.IdleTime, then =>
            {
                if (_target > Wanted)
                {
                    SetTarget(then, Wanted);
                }
            });
        }
    }

    private void Settle(DateTimeOffset at) => SetAllocationState(_nodes.Count == _target ? Steady : Resizing, at);

    /// <summary>Changes the target, and cancels the events that were planned for the previous one.</summary>
    private void Retarget(int target)
    {
        _target = target;
        _plan.Cancel();
        _scaleDown.Cancel();
    }

    private void SetAllocationState(string state, DateTimeOffset at)
    {
        if (_allocationState != state || _transitionTime == default)
        {
            _allocationState = state;
            _transitionTime = at;
        }
    }

    private static JsonObject Counts(IReadOnlyList<Node> nodes)
    {
        return new JsonObject
        {
            ["preparingNodeCount"] = Count("preparing"),
            ["runningNodeCount"] = Count(Running),
            ["idleNodeCount"] = Count(Idle),
            ["unusableNodeCount"] = Count("unusable"),
            ["leavingNodeCount"] = Count(Leaving),
            ["preemptedNodeCount"] = Count("preempted"),
        };

        int Count(string state) => nodes.Count(node => node.State == state);
    }

    private sealed class Node(string id, int number)
    {
        public string Id { get; } = id;

        public int Number { get; } = number;

        public string State { get; set; } = "preparing";

        public Job? Job { get; set; }
    }
}
