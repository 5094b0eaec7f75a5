using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Prices;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command that uses a workspace: the one of -Workspace, or the one of the session.</summary>
public abstract partial class WorkspaceScopedCommand : AmlComputeCommand
{
    private readonly CostChanges _costs = new();

    /// <summary>Gets or sets the workspace: an object, an id or a name. Precedes that of a piped object and of the session.</summary>
    [Parameter]
    [Alias("WorkspaceName")]
    [ArgumentCompleter(typeof(WorkspaceCompleter))]
    [ValidateNotNullOrEmpty]
    public virtual object? Workspace { get; set; }

    /// <summary>Gets a value indicating whether the parameters select many workspaces; -Workspace then is not the current one.</summary>
    private protected virtual bool SelectsMany => false;

    /// <summary>Gets the longest time to read a list; null or 0 for no limit.</summary>
    private protected virtual TimeSpan? ListTimeout => null;

    /// <summary>Gets a value indicating whether a warning about a target begins with its name.</summary>
    private protected virtual bool WarningsNameTarget => true;

    /// <summary>Gets the choice of the user to wait. A command with -Wait sets it in BeginProcessing.</summary>
    private protected WaitChoice WaitChoice { get; private set; } = null!;

    private CheckWarnings Warnings => field ??= new CheckWarnings(WarningsNameTarget);

    /// <summary>
    /// Sets <see cref="WaitChoice"/>: the command waits for the end of operations with -Wait, and in a job without -Wait:$false. A timeout
    /// that is not valid ends the command.
    /// </summary>
    private protected void SetWaitChoice(SwitchParameter wait, Duration timeout) => WaitChoice = RunOrEnd(() => new WaitChoice(
        MyInvocation.BoundParameters.ContainsKey("Wait") ? wait : RunsAsJob, Durations.CheckTimeout(timeout)));

    /// <summary>Ends the command with the error of a parameter that cannot be combined with piped objects.</summary>
    /// <param name="parameter">The parameter, such as Name.</param>
    /// <param name="piped">The word for the objects in the message.</param>
    private protected void RefuseBesidePiped(string parameter, string piped = "targets") =>
        RunOrEnd(() => throw Invalid($"-{parameter} cannot be combined with piped {piped}. Omit -{parameter}."));

    /// <summary>
    /// Returns the workspace of -Workspace, unless it selects many, or else of the session, of a config file or of the environment. Without
    /// one the command ends, because all items need it.
    /// </summary>
    private protected Workspace ResolveWorkspace() =>
        RunOrEnd(() => Session.ResolveWorkspace(SelectsMany ? null : WorkspaceArgument.UnwrapWorkspace(Workspace), FindConfig));

    /// <summary>Returns the workspace of -Workspace, or else of the target.</summary>
    private protected Workspace ResolveWorkspace(ComputeTarget target) => Workspace is null ? target.Workspace : ResolveWorkspace();

    /// <summary>Returns the workspace of -Workspace, or else of the resource id.</summary>
    /// <exception cref="ComputeTargetException">The session has no connection to the workspace, and cannot create one.</exception>
    private protected Workspace ResolveWorkspace(WorkspaceReference reference) =>
        Workspace is null ? Session.GetWorkspace(reference) : ResolveWorkspace();

    /// <summary>Lists the compute targets of a workspace, page by page.</summary>
    private protected IEnumerable<ComputeTarget> ListTargets(Workspace workspace) =>
        Stream(call =>
        {
            ComputeClient client = ServiceConnection.GetClient(workspace);
            Deadline? deadline = ListTimeout is { Ticks: > 0 } timeout ? new Deadline(client.Clock, timeout) : null;
            return ListPagesAsync(workspace, call with { Deadline = deadline });
        }).SelectMany(page => page.Items);

    /// <summary>Reads the pages of the list of compute targets. The caller runs it on the thread pool.</summary>
    private protected async IAsyncEnumerable<Page<ComputeTarget>> ListPagesAsync(Workspace workspace, CallContext call)
    {
        await using IAsyncEnumerator<Page<ComputeTarget>> pages =
            ServiceConnection.GetClient(workspace).ListTargetPagesAsync(workspace, call).GetAsyncEnumerator();
        ValueTask<bool> next = pages.MoveNextAsync();
        OnListRequested(workspace);
        while (await next.ConfigureAwait(false))
        {
            yield return pages.Current;
            next = pages.MoveNextAsync();
        }
    }

    /// <summary>Runs on any thread after the request for the first page of a workspace was started.</summary>
    private protected virtual void OnListRequested(Workspace workspace)
    {
    }

    /// <summary>Warns of a name that the service may refuse, once for each rule.</summary>
    private protected void WarnOfName(string name)
    {
        if (Warnings.FindNameWarning(name) is { } warning)
        {
            WriteWarning(warning);
        }
    }

    /// <summary>
    /// Warns of checks that predict a problem, but not a refusal of the service. With -WhatIf, the warnings about quotas follow at the end,
    /// for all targets together, unless the service would refuse the target.
    /// </summary>
    private protected void WarnOfChecks(IReadOnlyList<ComputeCheck> checks, string name) => WriteWarnings(
        WantsWhatIf && checks.All(check => check.ErrorId is null)
            ? Warnings.CreateWarningsWithoutQuotas(checks, name)
            : Warnings.CreateWarnings(checks, name));

    private protected override void CompleteWork()
    {
        WriteWarnings(Warnings.CreateQuotaWarnings());
        if (_costs.LacksRetailPrice && HasAnnouncedChange && WantsWhatIf)
        {
            WriteWhatIfLine(
                "A cost is unknown, because the service lists no price for the size. Connect-AmlWorkspace -RetailPrices reads it.");
        }

        base.CompleteWork();
    }

    /// <summary>Writes the problems that the reads of prices have found as errors.</summary>
    private protected void WritePriceProblems(IEnumerable<ComputeTargetException> problems)
    {
        foreach (ComputeTargetException problem in problems)
        {
            WriteFailure(problem, null);
        }
    }

    /// <summary>
    /// Returns the change in cost between two states of a target, and reads the prices of the region if one is unknown; null if the target
    /// has machines neither before nor after. An unknown cost stays unknown if its price cannot be read.
    /// </summary>
    private protected CostDifference? EstimateCostChange(Workspace workspace, (MachineRange? Before, MachineRange? After) machines)
    {
        CostDifference? cost = CostChanges.Calculate(workspace, machines);
        if (cost is { IsUnknown: true })
        {
            cost = Await(call => _costs.ReadAndCalculateAsync(workspace, machines, call));
            WritePriceProblems(_costs.Prices.TakeProblems());
        }

        return cost;
    }

    /// <summary>Returns the action that ShouldProcess shows, with the change in cost; without a change, the action alone.</summary>
    private protected static string AppendCost(string action, CostDifference? cost) =>
        $"{cost}" is "" or "none" ? action : $"{action} (cost: {cost})";

    /// <summary>
    /// Starts the work on one target, as BeginItem. Another item with the same target waits until the service has accepted the change.
    /// </summary>
    /// <param name="workspace">The workspace of the target.</param>
    /// <param name="name">The name of the target.</param>
    /// <param name="input">The target object of an error record; null for the name.</param>
    /// <param name="work">The work; it runs on the thread pool and must not use the command.</param>
    /// <param name="write">Writes the result, on the pipeline thread or that of the job.</param>
    /// <param name="onFailure">Writes a failure, on the same thread; null to write it as an error.</param>
    private protected void BeginTarget<T>(
        Workspace workspace, string name, object? input, Func<CallContext, Task<T>> work, Action<T> write,
        Action<ComputeTargetException>? onFailure = null)
    {
        object key = (workspace.Key, name.ToUpperInvariant());
        BeginItem(input ?? name, work, write, key, workspace.Name, onFailure);
    }
}
