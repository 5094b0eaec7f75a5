namespace AmlCompute.Sandbox.Wire;

/// <summary>The faults to inject. Each one counts the matching requests that no earlier one affects, and affects some of them.</summary>
internal sealed class FaultList
{
    private readonly object _gate = new();
    private readonly List<Entry> _entries = [];

    /// <exception cref="ArgumentException">The fault is not valid.</exception>
    public void AddFault(SandboxFault fault)
    {
        fault.Validate();
        lock (_gate)
        {
            _entries.Add(new Entry(fault));
        }
    }

    /// <summary>Counts a request, and returns the fault that replaces or delays its response; null if no fault affects it.</summary>
    public SandboxFault? TakeResponseFault(string method, string path) => TakeFault(method, path, failsOperation: false);

    /// <summary>Counts the start of an operation, and returns the fault that fails it; null if no fault affects it.</summary>
    public SandboxFault? TakeOperationFault(string method, string path) => TakeFault(method, path, failsOperation: true);

    /// <summary>Counts a request for the faults of one kind until one affects it, and returns this fault; null if none does.</summary>
    private SandboxFault? TakeFault(string method, string path, bool failsOperation)
    {
        lock (_gate)
        {
            foreach (Entry entry in _entries)
            {
                if (entry.Fault.FailOperation == failsOperation && entry.Matches(method, path) && entry.CountRequest())
                {
                    return entry.Fault;
                }
            }

            return null;
        }
    }

    private sealed class Entry(SandboxFault fault)
    {
        private int _matchingRequests;

        public SandboxFault Fault { get; } = fault;

        public bool Matches(string method, string path) => (Fault.Method is null || Fault.Method.EqualsIgnoreCase(method))
            && (Fault.Path is null || Wildcard.IsMatch(path, Fault.Path));

        /// <summary>Counts a matching request, and returns true if the fault affects it.</summary>
        public bool CountRequest()
        {
            // Counting stops at the last number that matters, so that it cannot overflow.
            bool isSkipped = _matchingRequests < Fault.Skip;
            bool isAffected = !isSkipped && (Fault.Count == 0 || _matchingRequests - Fault.Skip < Fault.Count);
            if (isSkipped || (isAffected && Fault.Count > 0))
            {
                _matchingRequests++;
            }

            return isAffected;
        }
    }
}
