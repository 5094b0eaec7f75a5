using System.Collections.Concurrent;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Findings;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Commands.Reading;

/// <summary>Reads the facts that rules of findings need besides the targets: jobs, the workspace and attached resources.</summary>
/// <param name="rules">The rules to apply.</param>
/// <param name="limits">The limits of the rules.</param>
/// <param name="maskSecrets">Masks secrets in the errors of the service.</param>
internal sealed class FindingFactReader(
    IReadOnlyList<FindingRule> rules, FindingLimits limits, Func<ComputeTargetException, ComputeTargetException> maskSecrets)
{
    /// <summary>
    /// The checks of attached resources by the connection and the id in upper case, because several targets can use one resource.
    /// </summary>
    private readonly ConcurrentDictionary<(WorkspaceConnection, string), Lazy<Task<ComputeCheck>>> _resourceChecks = new();

    /// <summary>
    /// Reads the jobs of a workspace. Returns no jobs if no rule needs them; null and the problem, as a clause, if they cannot be read.
    /// </summary>
    public async Task<(WorkspaceJobs? Jobs, string Problem)> ReadJobsAsync(
        Workspace workspace, List<ComputeTarget> targets, CallContext call)
    {
        return IsFactNeeded(rule => rule.UsesJobs, targets, workspace)
            ? await ReadFactAsync("jobs", ReadAsync).ConfigureAwait(false)
            : (new WorkspaceJobs(), string.Empty);

        async Task<WorkspaceJobs> ReadAsync()
        {
            WorkspaceJobs jobs = new();
            ComputeClient client = ServiceConnection.GetClient(workspace);
            await foreach (Page<ComputeJob> page in client.ListJobPagesAsync(workspace, call).ConfigureAwait(false))
            {
                foreach (ComputeJob job in page.Items)
                {
                    jobs.Add(job);
                }
            }

            return jobs;
        }
    }

    /// <summary>
    /// Reads a workspace that the command knows by its id only, if a rule needs its managed network; otherwise returns it unchanged.
    /// Returns null and the problem, as a clause, if it cannot be read.
    /// </summary>
    public async Task<(Workspace? Workspace, string Problem)> ReadWorkspaceAsync(
        Workspace workspace, List<ComputeTarget> targets, CallContext call)
    {
        bool isKnown = workspace.Location is not null;
        if (isKnown || !IsFactNeeded(rule => rule.UsesWorkspace, targets, workspace))
        {
            return (workspace, string.Empty);
        }

        ServiceConnection connection = (ServiceConnection)workspace.Connection;
        return await ReadFactAsync("workspace", () => connection.ReadWorkspaceAsync(new WorkspaceReference(workspace), call))
            .ConfigureAwait(false);
    }

    /// <summary>Checks that the attached resource of a target exists; null if no rule needs it, or nothing is attached.</summary>
    public async Task<ComputeCheck?> CheckResourceAsync(ComputeTarget target, CallContext call)
    {
        if (!rules.Any(rule => rule.ReadsResource) || target is not { IsAttached: true, ClusterResourceId: { Length: > 0 } id })
        {
            return null;
        }

        Lazy<Task<ComputeCheck>> check = _resourceChecks.GetOrAdd(
            (target.Workspace.Connection, id.ToUpperInvariant()),
            _ => new Lazy<Task<ComputeCheck>>(() => CheckResourceAsync(target.Workspace, id, call)));
        return await check.Value.ConfigureAwait(false);
    }

    private async Task<ComputeCheck> CheckResourceAsync(Workspace workspace, string resourceId, CallContext call)
    {
        try
        {
            return await ResourceChecks.CheckAttachedAsync(new PlanReader(workspace, call), resourceId).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId != ErrorIds.AuthenticationFailed)
        {
            string message = $"'{resourceId}' cannot be read: {maskSecrets(exception).Message}";
            return new ComputeCheck("Resource", ComputeCheckOutcome.Warning, message);
        }
    }

    /// <summary>
    /// Returns the fact, or null and the problem as a clause. A failed sign-in is thrown, because further reads would fail, too.
    /// </summary>
    private async Task<(T? Fact, string Problem)> ReadFactAsync<T>(string subject, Func<Task<T>> read)
        where T : class
    {
        try
        {
            return (await read().ConfigureAwait(false), string.Empty);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId != ErrorIds.AuthenticationFailed)
        {
            return (null, $"the {subject} cannot be read: {maskSecrets(exception).Message.TrimEnd('.')}");
        }
    }

    /// <summary>Returns true if one of the rules that use a fact cannot judge a target without it.</summary>
    private bool IsFactNeeded(Func<FindingRule, bool> usesFact, List<ComputeTarget> targets, Workspace workspace)
    {
        DateTimeOffset now = ServiceConnection.GetClient(workspace).Clock.GetUtcNow();
        return targets.Exists(target => FindingRules.IsFactMissing(rules.Where(usesFact), new FindingFacts(target, now), limits));
    }
}
