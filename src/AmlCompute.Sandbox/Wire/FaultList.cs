namespace AmlCompute.Sandbox.Wire;

/// <summary>The faults to inject.</summary>
internal sealed class FaultList
{
    private readonly object _gate = new();
    private readonly List<Entry> _entries = [];

    public void Add(SandboxFault fault)
    {
        fault.Validate();
        lock (_gate)
        {
            _entries.Add(new Entry(fault));
        }
    }

    /// <summary>
    /// Takes the fault that fails the operation of a request, or the one that replaces or delays its response; null if there is none.
    /// </summary>
    public SandboxFault? Take(string method, string path, bool failOperation)
    {
        lock (_gate)
        {
            return _entries.FirstOrDefault(entry => entry.Fault.FailOperation == failOperation && entry.Take(method, path))?.Fault;
        }
    }

    private sealed class Entry(SandboxFault fault)
    {
        private int _seen;

        public SandboxFault Fault { get; } = fault;

        public bool Take(string method, string path)
        {
            bool matches = (Fault.Method is null || Fault.Method.EqualsIgnoreCase(method))
                && (Fault.Path is null || Wildcard.IsMatch(path, Fault.Path));
            if (!matches || (Fault.Count > 0 && _seen - Fault.Skip >= Fault.Count))
            {
                return false;
            }

            // A fault for all requests stops counting after the skipped requests, so that the number cannot overflow.
            _seen = Fault.Count == 0 ? Math.Min(_seen + 1, Fault.Skip + 1) : _seen + 1;
            return _seen > Fault.Skip;
        }
    }
}
