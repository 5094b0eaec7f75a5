using System.Text.Json.Nodes;

namespace AmlCompute.Sandbox.State;

/// <summary>The allocation of a cluster as a GET shows it.</summary>
internal sealed record AllocationView(string State, DateTimeOffset TransitionTime, int Current, int Target, JsonObject Counts);

/// <summary>The nodes of a cluster: they arrive preparing, become idle, and leave when the cluster shrinks.</summary>
internal sealed class ClusterNodes
{
    private const string Steady = "Steady";
    private const string Resizing = "Resizing";
    private const string Leaving = "leaving";

    // A recorded cluster without nodes became Steady this long after it was made.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(8);

    // With nodes there is no recording; together these make a couple of minutes.
    private static readonly TimeSpan FirstArrival = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ArrivalSpread = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Preparation = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Departure = TimeSpan.FromSeconds(20);

    private readonly Timeline _timeline;
    private readonly SeededValues _seeds;
    private readonly string _owner;
    private readonly List<Node> _nodes = [];
    private int _made;
    private int _plan;
    private int _scaling;
    private string _allocationState = Resizing;
    private DateTimeOffset _transitionTime;
    private DateTimeOffset _begun;

    public ClusterNodes(Timeline timeline, SeededValues seeds, string owner)
    {
        _timeline = timeline;
        _seeds = seeds;
        _owner = owner;
    }

    /// <summary>Whether answers still show the moment at which the cluster was made.</summary>
    public bool IsViewStale { get; set; }

    private int Target { get; set; }

    public int Current => _nodes.Count;

    /// <summary>A cluster was just made: it settles, then asks for its first nodes.</summary>
    public void Begin(DateTimeOffset at, int min)
    {
        _begun = at;
        Become(Resizing, at);
        Plan(at + Settling, then => SetTarget(then, min));
    }

    /// <summary>
    /// The scale settings changed. Nodes above the minimum leave when they have been idle for long enough, above the maximum at once.
    /// </summary>
    public void Scale(DateTimeOffset at, int min, int max, TimeSpan idleTime)
    {
        _scaling++;
        if (Target < min || Target > max)
        {
            SetTarget(at, Target < min ? min : max);
        }

        if (Target > min)
        {
            int scaling = _scaling;
            Plan(at + idleTime, then =>
            {
                if (scaling == _scaling)
                {
                    SetTarget(then, min);
                }
            });
        }
    }

    /// <summary>The cluster is being deleted.</summary>
    public void Leave(DateTimeOffset at)
    {
        _plan++;
        Target = 0;
        Become(Resizing, at);
        foreach (Node node in _nodes)
        {
            node.State = Leaving;
        }
    }

    /// <summary>The cluster has no nodes and will not get any by itself.</summary>
    public void Clear(DateTimeOffset at)
    {
        _plan++;
        Target = 0;
        _nodes.Clear();
        Become(Steady, at);
    }

    /// <summary>What a GET of the cluster shows of its nodes.</summary>
    public AllocationView View() => IsViewStale
        ? new AllocationView(Resizing, _begun, 0, 0, Counts([]))
        : new AllocationView(_allocationState, _transitionTime, Current, Target, Counts(_nodes));

    public IReadOnlyList<JsonObject> List(bool publicAddresses) =>
    [
        .. _nodes.Select(node => new JsonObject
        {
            ["nodeId"] = node.Id,
            ["privateIpAddress"] = $"10.0.{node.Number / 250}.{(node.Number % 250) + 4}",
            ["publicIpAddress"] = publicAddresses ? _seeds.PublicAddress($"{_owner}/address") : null,
            ["port"] = 50000 + node.Number,
            ["nodeState"] = node.State,
            ["runId"] = null,
        }),
    ];

    private void SetTarget(DateTimeOffset at, int target)
    {
        _plan++;
        Target = target;
        Node[] staying = [.. _nodes.Where(node => node.State != Leaving)];
        int missing = target - staying.Length;
        for (int i = 1; i <= missing; i++)
        {
            Plan(at + FirstArrival + TimeSpan.FromTicks(ArrivalSpread.Ticks * i / missing), Arrive);
        }

        // The newest ones go.
        Node[] going = [.. staying.Skip(target)];
        foreach (Node node in going)
        {
            node.State = Leaving;
        }

        if (going.Length > 0)
        {
            _timeline.At(at + Departure, then =>
            {
                _nodes.RemoveAll(node => going.Contains(node));
                Settle(then);
            });
        }

        Settle(at);
    }

    private void Arrive(DateTimeOffset at)
    {
        Node node = new($"tvmps_{_seeds.Hex($"{_owner}/node/{_made}", 32)}_d", _made);
        _made++;
        _nodes.Add(node);
        _timeline.At(at + Preparation, _ => node.State = node.State == "preparing" ? "idle" : node.State);
        Settle(at);
    }

    private void Settle(DateTimeOffset at) => Become(_nodes.Count == Target ? Steady : Resizing, at);

    /// <summary>Something to happen unless the cluster's target changes before.</summary>
    private void Plan(DateTimeOffset due, Action<DateTimeOffset> happen)
    {
        int plan = _plan;
        _timeline.At(due, at =>
        {
            if (plan == _plan)
            {
                happen(at);
            }
        });
    }

    private void Become(string state, DateTimeOffset at)
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
            ["runningNodeCount"] = Count("running"),
            ["idleNodeCount"] = Count("idle"),
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
    }
}
