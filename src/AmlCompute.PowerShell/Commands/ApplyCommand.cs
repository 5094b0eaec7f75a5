using System.Management.Automation;
using System.Management.Automation.Host;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Applies wanted configurations to a workspace: the base class of Sync-AmlComputeTarget and Invoke-AmlComputePlan.</summary>
public abstract class ApplyCommand : WantedTargetsCommand
{
    /// <summary>The names of the targets whose change failed, was declined or is not possible.</summary>
    private readonly List<string> _notApplied = [];

    /// <summary>The errors to write at the end, each with the name of its target.</summary>
    private readonly List<(ComputeTargetException Error, string Name)> _errors = [];

    /// <summary>True after a change was applied completely.</summary>
    private bool _hasAppliedChange;

    /// <summary>True after the user has approved all further removals and replacements.</summary>
    private bool _yesToAll;

    /// <summary>True after the user has declined all further removals and replacements.</summary>
    private bool _noToAll;

    /// <summary>
    /// Gets or sets whether to replace and remove without confirmation. It does not override -WhatIf, and does not imply -Prune or
    /// -AllowReplace.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gets or sets whether to wait for each operation: until a changed target is usable, or a removed one is gone.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Gets or sets the longest time for one target, such as 30s, 15m or 2h; the default is 30 minutes.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Duration]
    [ValidateNotNull]
    public Duration Timeout { get; set; } = Durations.DefaultTimeout;

    /// <summary>Gets or sets the maximum number of targets to process at the same time: 1 to 100; the default is 10.</summary>
    [Parameter]
    [ValidateRange(1, ThrottleLimits.Maximum)]
    public int ThrottleLimit { get; set; } = ThrottleLimits.Default;

    /// <summary>Gets or sets whether to run in a job, which lasts until the operations have ended unless -Wait:$false is given.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    private protected override int Throttling => ThrottleLimit;

    private protected override bool RunsAsJob => AsJob;

    private protected override TimeSpan? ListTimeout => WaitChoice.Timeout;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        SetWaitChoice(Wait, Timeout);
    }

    private protected override void CompleteWork()
    {
        base.CompleteWork();
        if (_notApplied.Count > 0)
        {
            string others = _hasAppliedChange ? " All other changes were applied." : string.Empty;
            WriteWarning($"Failed or not applied: {string.Join(", ", _notApplied)}.{others}");
        }

        // Errors come last, so that -ErrorAction Stop does not prevent the other changes.
        foreach ((ComputeTargetException error, string name) in _errors)
        {
            WriteFailure(error, name);
        }
    }

    /// <summary>Returns the question before a replacement.</summary>
    private protected static string CreateReplacementQuestion(ComputeComparison comparison, string changes) =>
        $"Compute target '{comparison.Name}' in workspace '{comparison.WorkspaceName}' will be deleted and created again to set {changes}. "
        + "All data on it will be lost. Continue?";

    /// <summary>Starts to change a target if the user approves; with -WhatIf, only announces the change.</summary>
    /// <param name="workspace">The workspace of the target.</param>
    /// <param name="comparison">The target and its differences.</param>
    /// <param name="action">The planned action.</param>
    /// <param name="goal">The goal.</param>
    /// <param name="changes">The settings that an update or a replacement sets; empty for another action.</param>
    /// <param name="question">The question before a removal or a replacement; null for another action.</param>
    private protected void ApplyChange(
        Workspace workspace, ComputeComparison comparison, ComputeSyncAction action, Goal goal,
        string changes = "", string? question = null)
    {
        string text = AppendCost(DescribeAction(comparison, action, changes), comparison.Cost);
        string? kind = action == ComputeSyncAction.Replace ? $"{action}" : null;
        if (!ShouldProcess($"{comparison.Name} in workspace {workspace.Name}", text, kind))
        {
            if (!WantsWhatIf)
            {
                WriteNotApplied(comparison, action, "The user declined.", comparison.Target);
            }
        }
        else if (question is null || ConfirmRemoval(comparison, action, question))
        {
            BeginChange(workspace, comparison, action, goal);
        }
    }

    private static string DescribeAction(ComputeComparison comparison, ComputeSyncAction action, string changes) => action switch
    {
        ComputeSyncAction.Update => $"Set {changes}",
        ComputeSyncAction.Replace => $"Delete and create again to set {changes}",
        ComputeSyncAction.Delete or ComputeSyncAction.Detach => $"{action} compute target",
        _ => $"{action} compute target of type {comparison.ComputeType}",
    };

    /// <summary>
    /// Asks for confirmation of a removal or a replacement. -Force, -Confirm:$false and a $ConfirmPreference of None skip the question, and
    /// so does -Confirm, because ShouldProcess has asked already.
    /// </summary>
    private bool ConfirmRemoval(ComputeComparison comparison, ComputeSyncAction action, string question)
    {
        if (Force || MyInvocation.BoundParameters.ContainsKey("Confirm") || ConfirmPreference == ConfirmImpact.None)
        {
            return true;
        }

        try
        {
            if (ShouldContinue(question, "Confirm", ref _yesToAll, ref _noToAll))
            {
                return true;
            }

            WriteNotApplied(comparison, action, "The user declined.", comparison.Target);
        }
        catch (Exception exception) when (exception is HostException or PSInvalidOperationException or NotImplementedException)
        {
            // Without a user, as with -NonInteractive, the host or the engine throws one of these; a host can also lack the question.
            const string Reason = "No confirmation is possible in this session; use -Force to skip it.";
            string message = $"Compute target '{comparison.Name}' was not changed. {Reason}";
            ComputeTargetException error = new(ErrorIds.InvalidArgument, message, exception) { ComputeName = comparison.Name };
            WriteNotApplied(comparison, action, Reason, comparison.Target, error);
        }

        return false;
    }

    /// <summary>With -WhatIf, plans the goal, so that no change is announced that would fail. Returns false after an error.</summary>
    private protected bool CheckGoal(Workspace workspace, Goal goal) => !WantsWhatIf || RunChecks(goal.Name, async call =>
    {
        _ = await new Runner(workspace, call).PlanAsync(goal).ConfigureAwait(false);
        return [];
    });

    /// <summary>Runs checks, and writes their warnings. Returns false after an error.</summary>
    private protected bool RunChecks(string name, Func<CallContext, Task<IReadOnlyList<ComputeCheck>>> check)
    {
        try
        {
            WarnOfChecks(Await(check), name);
            return true;
        }
        catch (ComputeTargetException exception)
        {
            AddError(exception, name);
            return false;
        }
    }

    /// <summary>Starts to change a target to a goal, and writes the result.</summary>
    private protected void BeginChange(
        Workspace workspace, ComputeComparison comparison, ComputeSyncAction planned, Goal goal) => BeginTarget(
        workspace,
        comparison.Name,
        null,
        call => new Runner(workspace, call).RunAsync(goal, WaitChoice),
        result => WriteResult(comparison, result),
        error => WriteFailedResult(comparison, planned, error));

    private void WriteResult(ComputeComparison comparison, RunResult result)
    {
        if (result.RemainingDifferences.Count > 0)
        {
            ComputeSyncAction action = result.Action == ComputeSyncAction.None ? ComputeSyncAction.Replace : result.Action;
            WriteNotReplaced(comparison, action, result.RemainingDifferences, result.Target);
        }
        else
        {
            _hasAppliedChange |= result.Action != ComputeSyncAction.None;
            WriteObject(ComputeSyncResult.CreateCompleted(comparison, result.Action, result.Target));
        }
    }

    private void WriteFailedResult(ComputeComparison comparison, ComputeSyncAction planned, ComputeTargetException error)
    {
        ComputeTargetException masked = MaskSecrets(error);
        _notApplied.Add(comparison.Name);
        WriteObject(new ComputeSyncResult(comparison, planned, ComputeSyncOutcome.Failed)
        {
            Reason = masked.Message,
            Target = masked.Target,
        });

        // The result has the target, which would otherwise be emitted a second time with the error.
        AddError(
            new ComputeTargetException(masked, masked.ErrorId, masked.Message, masked.InnerException) { Target = null }, comparison.Name);
    }

    /// <summary>Writes the result and the error of differences that only a replacement can remove, without -AllowReplace.</summary>
    private protected void WriteNotReplaced(
        ComputeComparison comparison, ComputeSyncAction action, IReadOnlyList<ComputeDifference> differences, ComputeTarget? target)
    {
        string reason = $"Only a replacement can set {string.Join("; ", differences.Select(difference => difference.ToString()))}.";
        ComputeTargetException error = ComputeTargetException.CreateForTarget(
            comparison.Name, ErrorIds.ReplacementRequired, $"Compute target '{comparison.Name}' was not replaced. {reason}");
        WriteNotApplied(comparison, action, reason, target, error);
    }

    /// <summary>Writes the result of a change that was not applied, and its error if there is one. With -WhatIf, only the error.</summary>
    private protected void WriteNotApplied(
        ComputeComparison comparison, ComputeSyncAction action, string reason, ComputeTarget? target, ComputeTargetException? error = null)
    {
        if (WantsWhatIf)
        {
            AddError(error, comparison.Name);
            return;
        }

        WriteKnownResult(comparison.Name, comparison.WorkspaceName, () =>
        {
            _notApplied.Add(comparison.Name);
            WriteObject(new ComputeSyncResult(comparison, action, ComputeSyncOutcome.Left) { Reason = reason, Target = target });
            AddError(error, comparison.Name);
        });
    }

    /// <summary>Writes an error to the job of its target; without a job, keeps it for the end. Null means that nothing failed.</summary>
    private protected void AddError(ComputeTargetException? error, string name)
    {
        if (error is not null && Job.HasStarted)
        {
            WriteFailure(error, name);
        }
        else if (error is not null)
        {
            _errors.Add((error, name));
        }
    }
}
