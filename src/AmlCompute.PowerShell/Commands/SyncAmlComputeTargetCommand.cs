using System.Management.Automation;
using System.Management.Automation.Host;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>
/// Brings the compute targets of a workspace to what files or configurations want: makes what is missing and changes what is different. What cannot be
/// changed in place is replaced only with -AllowReplace, and what nothing wants is removed only with -Prune; both ask before.
/// </summary>
[Cmdlet(VerbsData.Sync, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Path, SupportsShouldProcess = true)]
[OutputType(typeof(ComputeSyncResult), typeof(ComputeJob))]
public sealed class SyncAmlComputeTargetCommand : WantedTargetsCommand
{
    private readonly List<string> _left = [];
    private readonly List<(ComputeTargetException Error, string Name)> _errors = [];
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Gets or sets whether to remove the targets that nothing wants: one that the service made is deleted, an attached one is detached.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>Gets or sets whether to remove a target and make it again where it cannot be changed in place.</summary>
    [Parameter]
    public SwitchParameter AllowReplace { get; set; }

    /// <summary>Gets or sets whether to replace and remove without asking. It does not override -WhatIf, and allows nothing that -Prune and -AllowReplace do not.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gets or sets whether to wait until everything has come about.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Gets or sets the longest time to spend on one target, 30 minutes unless given. Takes seconds, 30s, 15m, 2h, 1d, hh:mm:ss or a TimeSpan.</summary>
    [Parameter]
    [Duration]
    [ValidateNotNull]
    public Duration Timeout { get; set; } = Durations.DefaultTimeout;

    /// <summary>Gets or sets how many targets are worked on at a time: 1 to 100, 10 unless given.</summary>
    [Parameter]
    [ValidateRange(1, Throttle.Highest)]
    public int ThrottleLimit { get; set; } = Throttle.Usual;

    /// <summary>Gets or sets whether to do the work in a job, which is emitted. Questions are asked before.</summary>
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
            WriteWarning($"Not as wanted: {string.Join(", ", _left)}. The rest was done.");
        }

        // Last, so that -ErrorAction Stop does not keep the others from being done.
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
                Begin(workspace, comparison, ComputeSyncAction.None, sync => sync.KeepAsync(drift.Live!, ChosenWait()));
                break;
            case ComputeComparisonStatus.Same:
                WriteKnown(
                    comparison.Name,
                    comparison.WorkspaceName,
                    () => WriteObject(new ComputeSyncResult(comparison, ComputeSyncAction.None, ComputeSyncOutcome.Done) { Target = drift.Live }));
                break;
            case ComputeComparisonStatus.Missing:
                Make(workspace, drift, comparison);
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

    private void Make(Workspace workspace, TargetComparison drift, ComputeComparison comparison)
    {
        ComputeSyncAction action = ComputeSynchronizer.MakingOf(drift.Wanted!.Configuration);
        WarnOfName(drift.Name);
        if (WouldGoAhead(workspace, drift) && Approve(workspace, comparison, action, $"{action} compute target of type {drift.Wanted.Configuration.ComputeType}"))
        {
            Begin(workspace, comparison, action, sync => sync.MakeAsync(drift.Wanted, mayReplace: false, ChosenWait()));
        }
    }

    private void Update(Workspace workspace, TargetComparison drift, ComputeComparison comparison)
    {
        if (!drift.InPlace.Any())
        {
            Refuse(comparison, ComputeSyncAction.Replace, drift.Differences, drift.Live);
        }
        else if (!WouldChange(workspace, drift))
        {
            return;
        }
        else if (Approve(workspace, comparison, ComputeSyncAction.Update, $"Set {Text(drift.InPlace)}"))
        {
            Begin(workspace, comparison, ComputeSyncAction.Update, sync => sync.MakeAsync(drift.Wanted!, mayReplace: false, ChosenWait()));
        }
        else if (WantsWhatIf && drift.NeedsReplacement)
        {
            Refuse(comparison, ComputeSyncAction.Replace, [.. drift.Differences.Where(difference => !difference.IsInPlace)], drift.Live);
        }
    }

    private void Replace(Workspace workspace, TargetComparison drift, ComputeComparison comparison)
    {
        string why = Text(drift.Differences);
        if (WouldReplace(workspace, drift)
            && Approve(workspace, comparison, ComputeSyncAction.Replace, $"Remove and make again, for {why}")
            && Ask(comparison, ComputeSyncAction.Replace, $"Compute target '{drift.Name}' will be removed and made again, for {why}. What is on it is lost. Go on?"))
        {
            Begin(workspace, comparison, ComputeSyncAction.Replace, sync => sync.MakeAsync(drift.Wanted!, mayReplace: true, ChosenWait()));
        }
    }

    private void Remove(Workspace workspace, ComputeTarget extra, ComputeComparison comparison)
    {
        if (!Prune)
        {
            WriteVerbose($"{extra.Name}: nothing says that it is wanted. It stays, for there is no -Prune.");
            return;
        }

        ComputeSyncAction action = ComputeSynchronizer.ActionOf(extra);
        if (Approve(workspace, comparison, action, $"{action} compute target")
            && Ask(comparison, action, $"Nothing says that compute target '{extra.Name}' is wanted. {action} it?"))
        {
            Begin(workspace, comparison, action, sync => sync.RemoveAsync(extra, ChosenWait()));
        }
    }

    private static string Text(IEnumerable<ComputeDifference> differences) => string.Join("; ", differences.Select(difference => difference.ToString()));

    /// <summary>With -WhatIf, tells what would be refused of an update, so that what is said to be done would be.</summary>
    private bool WouldChange(Workspace workspace, TargetComparison drift) => !WantsWhatIf || WouldDo(workspace, drift, async sync =>
    {
        await sync.CheckUpdateAsync(drift).ConfigureAwait(false);
        return [];
    });

    /// <summary>With -WhatIf, tells what would be refused of a replacement.</summary>
    private bool WouldReplace(Workspace workspace, TargetComparison drift) => !WantsWhatIf || WouldDo(workspace, drift, sync => sync.CheckReplacementAsync(drift));

    private bool WouldDo(Workspace workspace, TargetComparison drift, Func<ComputeSynchronizer, Task<IReadOnlyList<ComputeCheck>>> check)
    {
        try
        {
            Doubt(drift.Name, Await(call => check(new ComputeSynchronizer(workspace, call))));
            return true;
        }
        catch (ComputeTargetException exception)
        {
            _errors.Add((exception, drift.Name));
            return false;
        }
    }

    /// <summary>With -WhatIf, tells what the service would refuse, so that what is said to be done would be.</summary>
    private bool WouldGoAhead(Workspace workspace, TargetComparison drift)
    {
        if (!WantsWhatIf)
        {
            return true;
        }

        WantedTarget wanted = drift.Wanted!;
        (IReadOnlyList<ComputeCheck> checks, _) = OrEnd(() => Await(call => new Preflight(workspace, call).CheckAsync(wanted.Name, wanted.Configuration, ExistingTarget.Replace)));
        Doubt(wanted.Name, checks);
        ComputeTargetException[] refused = [.. checks.Where(check => check.ErrorId is not null).Select(check => new ComputeTargetException(check.ErrorId!, check.Message))];
        _errors.AddRange(refused.Select(error => (error, wanted.Name)));
        return refused.Length == 0;
    }

    private void Doubt(string name, IReadOnlyList<ComputeCheck> checks)
    {
        foreach (ComputeCheck check in checks.Where(check => check is { ErrorId: null, Outcome: ComputeCheckOutcome.Failed or ComputeCheckOutcome.Warning }))
        {
            WriteWarning($"{name}: {check.Message}");
        }
    }

    /// <summary>Asks whether to do it. If the answer is no, tells that it was left.</summary>
    private bool Approve(Workspace workspace, ComputeComparison comparison, ComputeSyncAction action, string text)
    {
        bool goesOn = ShouldProcess($"{comparison.Name} in workspace {workspace.Name}", text);
        if (!goesOn && !WantsWhatIf)
        {
            Leave(comparison, action, "The answer was no.", comparison.Target);
        }

        return goesOn;
    }

    /// <summary>Asks once more before something is lost, unless the user has been asked already or does not want to be.</summary>
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

            Leave(comparison, action, "The answer was no.", comparison.Target);
        }
        catch (Exception exception) when (exception is HostException or PSInvalidOperationException or NotImplementedException)
        {
            const string Reason = "Nobody can be asked here; -Force goes ahead without asking.";
            ComputeTargetException error = new(ErrorIds.InvalidArgument, $"Compute target '{comparison.Name}' stays as it is. {Reason}", exception);
            Leave(comparison, action, Reason, comparison.Target, error);
        }

        return false;
    }

    private bool IsConfirmationOff =>
        LanguagePrimitives.TryConvertTo(SessionState.PSVariable.GetValue("ConfirmPreference"), out ConfirmImpact preference) && preference == ConfirmImpact.None;

    private void Begin(Workspace workspace, ComputeComparison comparison, ComputeSyncAction planned, Func<ComputeSynchronizer, Task<SyncStep>> work) =>
        Begin(workspace, comparison.Name, null, call => TryAsync(work(new ComputeSynchronizer(workspace, call))), result =>
        {
            if (result.Error is { } error)
            {
                _left.Add(comparison.Name);
                WriteObject(new ComputeSyncResult(comparison, planned, ComputeSyncOutcome.Failed) { Reason = error.Message });
                Note(error, comparison.Name);
            }
            else if (result.Step!.Left.Count > 0)
            {
                Refuse(comparison, result.Step.Action == ComputeSyncAction.None ? ComputeSyncAction.Replace : result.Step.Action, result.Step.Left, result.Step.Target);
            }
            else
            {
                WriteObject(new ComputeSyncResult(comparison, result.Step.Action, ComputeSyncOutcome.Done) { Target = result.Step.Target });
            }
        });

    /// <summary>A failure is a result like another: it is told at the end, when the others are done.</summary>
    private static async Task<(SyncStep? Step, ComputeTargetException? Error)> TryAsync(Task<SyncStep> work)
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

    /// <summary>Leaves what can only be mended by a replacement that is not allowed.</summary>
    private void Refuse(ComputeComparison comparison, ComputeSyncAction action, IReadOnlyList<ComputeDifference> left, ComputeTarget? target)
    {
        string reason = $"It would have to be replaced for {Text(left)}.";
        ComputeTargetException error = new(ErrorIds.ReplacementRequired, $"Compute target '{comparison.Name}' is not as wanted. {reason}");
        Leave(comparison, action, reason, target, error);
    }

    private void Leave(ComputeComparison comparison, ComputeSyncAction action, string reason, ComputeTarget? target, ComputeTargetException? error = null)
    {
        // A job is only made of what shall be done; it must not ask for preferences.
        if (Job.HasStarted || !WantsWhatIf)
        {
            WriteKnown(comparison.Name, comparison.WorkspaceName, () =>
            {
                _left.Add(comparison.Name);
                WriteObject(new ComputeSyncResult(comparison, action, ComputeSyncOutcome.Left) { Reason = reason, Target = target });
                Note(error, comparison.Name);
            });
        }
        else
        {
            Note(error, comparison.Name);
        }
    }

    /// <summary>Tells of an error: among those of its target in a job, otherwise at the end.</summary>
    private void Note(ComputeTargetException? error, string name)
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
