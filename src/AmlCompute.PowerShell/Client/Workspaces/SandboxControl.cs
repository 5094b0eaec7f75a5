using System.Collections;
using AmlCompute.Sandbox;

namespace AmlCompute.Client.Workspaces;

/// <summary>Controls the sandbox of a connection: its clock, its faults and its request log.</summary>
internal sealed class SandboxControl : WorkspaceSandbox
{
    private readonly SandboxService _service;
    private readonly string? _workspaceId;

    /// <param name="service">The sandbox.</param>
    /// <param name="workspaceId">The workspace that gets the jobs; null for the only one.</param>
    public SandboxControl(SandboxService service, string? workspaceId = null)
    {
        _service = service;
        _workspaceId = workspaceId;
    }

    public override DateTimeOffset Now => _service.Clock.GetUtcNow();

    public override IReadOnlyList<SandboxRequestRecord> Requests =>
        _service.Requests.Select(entry =>
            new SandboxRequestRecord(entry.Time, entry.Method, entry.Path, entry.Query, entry.Status, entry.Body, entry.BodyLength))
            .ToArray();

    public override long RequestCount => _service.RequestCount;

    public override void ClearRequests() => _service.ClearRequests();

    public override void Advance(TimeSpan time) => _service.Advance(time);

    public override void AddFault(IDictionary fault) => _service.AddFault(SandboxFault.FromDictionary(fault));

    public override void AddJob(IDictionary job) => _service.AddJob(SandboxJob.FromDictionary(job), _workspaceId);

    internal override WorkspaceSandbox For(string workspaceId) => new SandboxControl(_service, workspaceId);
}
