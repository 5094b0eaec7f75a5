using System.Collections;
using AmlCompute.Sandbox;

namespace AmlCompute.Client.Workspaces;

/// <summary>Controls the sandbox of a connection: its clock, its faults, its request log and its jobs.</summary>
/// <param name="service">The service in memory.</param>
/// <param name="workspaceId">
/// The resource id of the workspace of a job whose target is a name, or that has no target; null if only one workspace of the sandbox fits.
/// </param>
internal sealed class SandboxControl(SandboxService service, string? workspaceId = null) : WorkspaceSandbox
{
    public override DateTimeOffset Now => service.Clock.GetUtcNow();

    public override IReadOnlyList<SandboxRequestRecord> Requests =>
        service.Requests.Select(entry =>
            new SandboxRequestRecord(entry.Time, entry.Method, entry.Path, entry.Query, entry.Status, entry.Body, entry.BodyLength))
            .ToArray();

    public override long RequestCount => service.RequestCount;

    internal override IReadOnlyList<string> SubscriptionIds => service.SubscriptionIds;

    public override void ClearRequests() => service.ClearRequests();

    public override void Advance(TimeSpan time) => service.Advance(time);

    public override void AddFault(IDictionary fault) => service.AddFault(SandboxFault.FromDictionary(fault));

    public override void AddJob(IDictionary job) => service.AddJob(SandboxJob.FromDictionary(job), workspaceId);

    internal override WorkspaceSandbox CreateForWorkspace(string workspaceId) => new SandboxControl(service, workspaceId);
}
