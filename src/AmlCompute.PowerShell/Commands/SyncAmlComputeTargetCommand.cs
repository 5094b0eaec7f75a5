using System.Management.Automation;
using System.Management.Automation.Host;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>
/// Applies files or configurations to a workspace: creates missing compute targets and changes different ones. Targets that cannot be
/// changed in place are replaced only with -AllowReplace, and extra targets are removed only with -Prune, both after confirmation.
/// </summary>
[Cmdlet(VerbsData.Sync, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Path, SupportsShouldProcess = true)]
[OutputType(typeof(ComputeSyncResult), typeof(ComputeJob))]
public sealed class SyncAmlComputeTargetCommand : WantedTargetsCommand
{
    private readonly List<string> _left = [];
    private readonly List<(ComputeTargetException Error, string Name)> _errors = [];
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>
    /// Gets or sets whether to remove extra targets: targets that the service created are deleted, attached targets are detached.
    /// </summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>Gets or sets whether to delete a target and create it again if it cannot be changed in place.</summary>
    [Parameter]
    public SwitchParameter AllowReplace { get; set; }

    /// <summary>
    /// Gets or sets whether to replace and remove without confirmation. It does not override -WhatIf, and does not imply -Prune or
    /// -AllowReplace.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gets or sets whether to wait until all operations have ended.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>
    /// Gets or sets the longest time for one target; the default is 30 minutes. Accepts seconds, 30s, 15m, 2h, 1d, hh:mm:ss or a TimeSpan.
    /// </summary>
    [Parameter]
    [Duration]
    [ValidateNotNull]
    public Duration Timeout { get; set; } = Durations.DefaultTimeout;

    /// <summary>Gets or sets the maximum number of targets to process at the same time: 1 to 100; the default is 10.</summary>
    [Parameter]
    [ValidateRange(1, Throttle.Highest)]
    public int ThrottleLimit { get; set; } = Throttle.Usual;

    /// <summary>Gets or sets whether to run in a job, which is emitted. Confirmation is requested before the job starts.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    private protected override int Throttling => ThrottleLimit;

    private protected override bool RunsAsJob => AsJob;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _ = OrEnd(ChosenWait);
    }

    private protected override void Complete()
    {
        base.Complete();
        if (_left.Count > 0)
        {
            WriteWarning($"Not applied: {string.Join(", ", _left)}. All other changes were applied.");
        }

        // Errors come last, so that -ErrorAction Stop does not prevent the other changes.
        foreach ((ComputeTargetException error, string name) in _errors)
        {
            Fail(error, name);
        }
    }

    private protected override void Process(Workspace workspace, TargetComparison drift)
    {
        ComputeComparison comparison = drift.Describe(workspace);
        switch (drift.Status)
        {
            case ComputeComparisonStatus.Same when WantsWhatIf:
                break;
            case ComputeComparisonStatus.Same when Wait && drift.Live!.ProvisioningState != ProvisioningStates.Succeeded:
                Begin(workspace, comparison, ComputeSyncAction.None, GoalFor(drift));
                break;
            case ComputeComparisonStatus.Same:
                WriteKnown(
                    comparison.Name,
                    comparison.WorkspaceName,
                    () => WriteObject(
                        new ComputeSyncResult(comparison, ComputeSyncAction.None, ComputeSyncOutcome.Done) { Target = drift.Live }));
                break;
            case ComputeComparisonStatus.Missing:
                Create(workspace, drift, comparison);
                break;
            case ComputeComparisonStatus.Extra:
                Remove(workspace, drift.Live!, comparison);
                break;
            case var _ when drift.NeedsReplacement && AllowReplace:
                Replace(workspace, drift, comparison);
                break;
            default:
                Update(workspace, drift, comparison);
                break;
        }
    }

    private WaitChoice ChosenWait() => new(Wait, Durations.Timeout(Timeout));

    private void Create(Workspace workspace, TargetComparison drift, ComputeComparison comparison)
    {
        ComputeSyncAction action = ConfigurationGoal.ActionFor(drift.Wanted!.Configuration);
        WarnOfName(drift.Name);
        if (CanCreate(workspace, drift)
            && Approve(workspace, comparison, action, $"{action} compute target of type {drift.Wanted.Configuration.ComputeType}"))
        {
            Begin(workspace, comparison, action, GoalFor(drift));
        }
    }

    private void Update(Workspace workspace, TargetComparison drift, ComputeComparison comparison)
    {
        if (!drift.InPlace.Any())
        {
            Refuse(comparison, ComputeSyncAction.Replace, drift.Differences, drift.Live);
        }
        else if (!CanUpdate(workspace, drift))
        {
            return;
        }
        else if (Approve(workspace, comparison, ComputeSyncAction.Update, $"Set {Text(drift.InPlace)}"))
        {
            Begin(workspace, comparison, ComputeSyncAction.Update, GoalFor(drift));
        }
        else if (WantsWhatIf && drift.NeedsReplacement)
        {
            Refuse(comparison, ComputeSyncAction.Replace, [.. drift.Differences.Where(difference => !difference.IsInPlace)], drift.Live);
        }
    }

    private void Replace(Workspace workspace, TargetComparison drift, ComputeComparison comparison)
    {
        string changes = Text(drift.Differences);
        if (CanReplace(workspace, drift)
            && Approve(workspace, comparison, ComputeSyncAction.Replace, $"Delete and create again to set {changes}")
            && Ask(
                comparison,
                ComputeSyncAction.Replace,
                $"Compute target '{drift.Name}' will be deleted and created again to set {changes}. "
                + "All data on it will be lost. Continue?"))
        {
            Begin(workspace, comparison, ComputeSyncAction.Replace, GoalFor(drift, ExistingTarget.Replace));
        }
    }

    private void Remove(Workspace workspace, ComputeTarget extra, ComputeComparison comparison)
    {
        if (!Prune)
        {
            WriteVerbose($"{extra.Name}: not in the given files or configurations; kept because -Prune was not specified.");
            return;
        }

        ComputeSyncAction action = RemovalGoal.ActionFor(extra);
        if (Approve(workspace, comparison, action, $"{action} compute target")
            && Ask(comparison, action, $"Compute target '{extra.Name}' is not in the given files or configurations. {action} it?"))
        {
            Begin(workspace, comparison, action, new RemovalGoal(extra));
        }
    }

    private static string Text(IEnumerable<ComputeDifference> differences) =>
        string.Join("; ", differences.Select(difference => difference.ToString()));

    /// <summary>With -WhatIf, reports the refusals of an update, so that -WhatIf does not announce a change that would fail.</summary>
    private bool CanUpdate(Workspace workspace, TargetComparison drift) => !WantsWhatIf || Check(drift, async call =>
    {
        _ = await new Runner(workspace, call).PlanAsync(GoalFor(drift)).ConfigureAwait(false);
        return [];
    });

    /// <summary>With -WhatIf, reports the refusals of a replacement.</summary>
    private bool CanReplace(Workspace workspace, TargetComparison drift) =>
        !WantsWhatIf || Check(drift, call => new Preflight(new PlanReader(workspace, call))
            .RequireReplacementAsync(drift.Name, drift.Wanted!.Configuration, drift.Live!));

    private bool Check(TargetComparison drift, Func<CallContext, Task<IReadOnlyList<ComputeCheck>>> check)
    {
        try
        {
            WarnOfChecks(Await(check), drift.Name);
            return true;
        }
        catch (ComputeTargetException exception)
        {
            _errors.Add((exception, drift.Name));
            return false;
        }
    }

    /// <summary>With -WhatIf, reports the refusals of a creation, so that -WhatIf does not announce a change that would fail.</summary>
    private bool CanCreate(Workspace workspace, TargetComparison drift)
    {
        if (!WantsWhatIf)
        {
            return true;
        }

        WantedTarget wanted = drift.Wanted!;
        (IReadOnlyList<ComputeCheck> checks, _) = OrEnd(() => Await(
            call => new Preflight(new PlanReader(workspace, call)).CheckAsync(wanted.Name, wanted.Configuration, ExistingTarget.Replace)));
        WarnOfChecks(checks, wanted.Name);
        ComputeCheck[] refused = [.. checks.Where(check => check.ErrorId is not null)];
        _errors.AddRange(refused.Select(check => (new ComputeTargetException(check.ErrorId!, check.Message), wanted.Name)));
        return refused.Length == 0;
    }

    /// <summary>Calls ShouldProcess. If the user declines, writes a result with that reason.</summary>
    private bool Approve(Workspace workspace, ComputeComparison comparison, ComputeSyncAction action, string text)
    {
        bool goesOn = ShouldProcess($"{comparison.Name} in workspace {workspace.Name}", text);
        if (!goesOn && !WantsWhatIf)
        {
            Leave(comparison, action, "The user declined.", comparison.Target);
        }

        return goesOn;
    }

    /// <summary>Asks for confirmation before data is lost, unless -Force, -Confirm or $ConfirmPreference makes that unnecessary.</summary>
    private bool Ask(ComputeComparison comparison, ComputeSyncAction action, string question)
    {
        if (Force || MyInvocation.BoundParameters.ContainsKey("Confirm") || IsConfirmationOff)
        {
            return true;
        }

        try
        {
            if (ShouldContinue(question, "Confirm", ref _yesToAll, ref _noToAll))
            {
                return true;
            }

            Leave(comparison, action, "The user declined.", comparison.Target);
        }
        catch (Exception exception) when (exception is HostException or PSInvalidOperationException or NotImplementedException)
        {
            const string Reason = "No confirmation is possible in this session; use -Force to skip it.";
            ComputeTargetException error =
                new(ErrorIds.InvalidArgument, $"Compute target '{comparison.Name}' was not changed. {Reason}", exception);
            Leave(comparison, action, Reason, comparison.Target, error);
        }

        return false;
    }

    private bool IsConfirmationOff =>
        LanguagePrimitives.TryConvertTo(SessionState.PSVariable.GetValue("ConfirmPreference"), out ConfirmImpact preference)
        && preference == ConfirmImpact.None;

    private static ConfigurationGoal GoalFor(TargetComparison drift, ExistingTarget existing = ExistingTarget.Update) =>
        new(drift.Name, drift.Wanted!.Configuration, existing);

    private void Begin(Workspace workspace, ComputeComparison comparison, ComputeSyncAction planned, Goal goal) => Begin(
        workspace,
        comparison.Name,
        null,
        call => TryAsync(new Runner(workspace, call).RunAsync(goal, ChosenWait())),
        result =>
        {
            if (result.Error is { } error)
            {
                _left.Add(comparison.Name);
                WriteObject(
                    new ComputeSyncResult(comparison, planned, ComputeSyncOutcome.Failed) { Reason = error.Message, Target = error.Target });
                Report(error, comparison.Name);
            }
            else if (result.Run!.Left.Count > 0)
            {
                ComputeSyncAction action = result.Run.Action == ComputeSyncAction.None ? ComputeSyncAction.Replace : result.Run.Action;
                Refuse(comparison, action, result.Run.Left, result.Run.Target);
            }
            else
            {
                WriteObject(new ComputeSyncResult(comparison, result.Run.Action, ComputeSyncOutcome.Done) { Target = result.Run.Target });
            }
        });

    /// <summary>Returns a failure as a result, because its error is written after all other results.</summary>
    private static async Task<(RunResult? Run, ComputeTargetException? Error)> TryAsync(Task<RunResult> work)
    {
        try
        {
            return (await work.ConfigureAwait(false), null);
        }
        catch (ComputeTargetException exception)
        {
            return (null, exception);
        }
    }

    /// <summary>Writes a result for differences that need a replacement without -AllowReplace.</summary>
    private void Refuse(
        ComputeComparison comparison, ComputeSyncAction action, IReadOnlyList<ComputeDifference> left, ComputeTarget? target)
    {
        string reason = $"Only a replacement can set {Text(left)}.";
        ComputeTargetException error = new(ErrorIds.ReplacementRequired, $"Compute target '{comparison.Name}' was not replaced. {reason}");
        Leave(comparison, action, reason, target, error);
    }

    private void Leave(
        ComputeComparison comparison, ComputeSyncAction action, string reason, ComputeTarget? target, ComputeTargetException? error = null)
    {
        // A job never runs with -WhatIf, and cannot read preferences.
        if (Job.HasStarted || !WantsWhatIf)
        {
            WriteKnown(comparison.Name, comparison.WorkspaceName, () =>
            {
                _left.Add(comparison.Name);
                WriteObject(new ComputeSyncResult(comparison, action, ComputeSyncOutcome.Left) { Reason = reason, Target = target });
                Report(error, comparison.Name);
            });
        }
        else
        {
            Report(error, comparison.Name);
        }
    }

    /// <summary>Writes an error to the job of its target; without a job, keeps it for the end.</summary>
    private void Report(ComputeTargetException? error, string name)
    {
        if (error is not null && Job.HasStarted)
        {
            Fail(error, name);
        }
        else if (error is not null)
        {
            _errors.Add((error, name));
        }
    }
}
