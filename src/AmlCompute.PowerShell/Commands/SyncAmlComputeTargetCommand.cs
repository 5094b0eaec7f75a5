using System.Management.Automation;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Applies files or configurations to a workspace; replaces only with -AllowReplace, and removes only with -Prune.</summary>
[Cmdlet(VerbsData.Sync, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Path, SupportsShouldProcess = true)]
[OutputType(typeof(ComputeSyncResult), typeof(CommandJob))]
public sealed class SyncAmlComputeTargetCommand : ApplyCommand
{
    /// <summary>The most targets that a warning names.</summary>
    private const int MostNames = 5;

    /// <summary>The names of the extra targets that were kept.</summary>
    private readonly List<string> _kept = [];

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Path)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[] Path { get; set; } = [];

    /// <summary>Gets or sets whether to remove extra targets: created ones are deleted, attached ones are detached.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>Gets or sets whether to delete a target and create it again if it cannot be changed in place.</summary>
    [Parameter]
    public SwitchParameter AllowReplace { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach ((Workspace workspace, IReadOnlyList<TargetComparison> comparisons) in CompareWorkspaces())
        {
            foreach (TargetComparison comparison in comparisons)
            {
                ProcessTarget(workspace, comparison);
            }
        }

        if (_kept.Count > 0 && ParameterSetName != ParameterSets.Configuration)
        {
            WriteWarning($"Not in the files, and kept without -Prune: {NameList.JoinFirst(_kept, MostNames)}.");
        }

        if (WantsWhatIf)
        {
            WriteVerbose("New-AmlComputePlan emits these changes as a plan; Invoke-AmlComputePlan applies it.");
        }

        base.EndProcessing();
    }

    private void ProcessTarget(Workspace workspace, TargetComparison target)
    {
        // Without -AllowReplace, only the differences in place are applied, and change the cost.
        IEnumerable<ComputeDifference> applied = AllowReplace ? target.Differences : target.InPlaceDifferences;
        bool showsCost = WantsWhatIf && IsChanged(target, Prune);
        ComputeComparison comparison = target.ToComparison(workspace, showsCost ? EstimateCostChange(workspace, target, applied) : null);
        switch (target.Status)
        {
            case ComputeComparisonStatus.Same:
                ProcessSame(workspace, target, comparison);
                break;
            case ComputeComparisonStatus.Missing:
                CreateTarget(workspace, target, comparison);
                break;
            case ComputeComparisonStatus.Extra:
                RemoveTarget(workspace, target.Live!, comparison);
                break;
            case ComputeComparisonStatus.Different when AllowReplace && target.IsReplacedIfAllowed:
                ReplaceTarget(workspace, target, comparison);
                break;
            default:
                UpdateTarget(workspace, target, comparison);
                break;
        }
    }

    /// <summary>
    /// Writes the result of a target without differences, except with -WhatIf. If the command waits, an operation that is in progress on
    /// the target ends first.
    /// </summary>
    private void ProcessSame(Workspace workspace, TargetComparison target, ComputeComparison comparison)
    {
        if (WantsWhatIf)
        {
            return;
        }

        if (WaitChoice.ShouldWait && target.Live!.ProvisioningState != ProvisioningStates.Succeeded)
        {
            BeginChange(workspace, comparison, ComputeSyncAction.None, CreateGoal(target));
            return;
        }

        ComputeSyncResult result = ComputeSyncResult.CreateCompleted(comparison, ComputeSyncAction.None, target.Live);
        WriteKnownResult(comparison.Name, comparison.WorkspaceName, () => WriteObject(result));
    }

    private void CreateTarget(Workspace workspace, TargetComparison target, ComputeComparison comparison)
    {
        ComputeSyncAction action = ConfigurationGoal.ChooseAction(target.Wanted!.Configuration);
        WarnOfName(target.Name);
        if (CheckCreation(workspace, target.Wanted))
        {
            ApplyChange(workspace, comparison, action, CreateGoal(target));
        }
    }

    private void UpdateTarget(Workspace workspace, TargetComparison target, ComputeComparison comparison)
    {
        if (!target.InPlaceDifferences.Any())
        {
            WriteNotReplaced(comparison, ComputeSyncAction.Replace, target.Differences, target.Live);
            return;
        }

        ComparedGoal goal = CreateGoal(target);
        if (!CheckGoal(workspace, goal))
        {
            return;
        }

        string changes = string.Join("; ", target.InPlaceDifferences);
        ApplyChange(workspace, comparison, ComputeSyncAction.Update, goal, changes);
        if (WantsWhatIf && target.NeedsReplacement)
        {
            ComputeDifference[] others = [.. target.Differences.Where(difference => !difference.IsInPlace)];
            WriteNotReplaced(comparison, ComputeSyncAction.Replace, others, target.Live);
        }
    }

    private void ReplaceTarget(Workspace workspace, TargetComparison target, ComputeComparison comparison)
    {
        if (CheckReplacement(workspace, target))
        {
            string changes = string.Join("; ", target.Differences);
            ComparedGoal goal = CreateGoal(target, ExistingTarget.Replace);
            string question = CreateReplacementQuestion(comparison, changes);
            ApplyChange(workspace, comparison, ComputeSyncAction.Replace, goal, changes, question);
        }
    }

    private void RemoveTarget(Workspace workspace, ComputeTarget extra, ComputeComparison comparison)
    {
        if (!Prune)
        {
            WriteVerbose($"{extra.Name}: not in the given files or configurations; kept because -Prune was not specified.");
            _kept.Add(extra.Name);
            return;
        }

        ComputeSyncAction action = RemovalGoal.ChooseAction(extra);
        string question = $"Compute target '{extra.Name}' in workspace '{extra.Workspace.Name}' is not in the given files or "
            + $"configurations. {action} it?";
        ApplyChange(workspace, comparison, action, new RemovalGoal(extra), question: question);
    }

    /// <summary>With -WhatIf, checks a replacement and reports its errors. Returns false after an error.</summary>
    private bool CheckReplacement(Workspace workspace, TargetComparison target) =>
        !WantsWhatIf || RunChecks(target.Name, call => new Preflight(new PlanReader(workspace, call))
            .RequireReplacementAsync(target.Name, target.Wanted!.Configuration, target.Live!));

    /// <summary>With -WhatIf, checks a creation and reports its errors. Returns false after an error.</summary>
    private bool CheckCreation(Workspace workspace, WantedTarget wanted)
    {
        if (!WantsWhatIf)
        {
            return true;
        }

        IReadOnlyList<ComputeCheck> checks = [];
        bool areChecked = RunChecks(wanted.Name, async call =>
        {
            // The name is free, so its check is omitted.
            (checks, _) = await new Preflight(new PlanReader(workspace, call))
                .CheckAsync(wanted.Name, wanted.Configuration, ExistingTarget.Replace).ConfigureAwait(false);
            return checks;
        });
        ComputeCheck[] refusals = [.. checks.Where(check => check.ErrorId is not null)];
        Array.ForEach(refusals, refusal => AddError(refusal.ToError(wanted.Name), wanted.Name));
        return areChecked && refusals.Length == 0;
    }

    private static ComparedGoal CreateGoal(TargetComparison target, ExistingTarget existing = ExistingTarget.Update) =>
        new(new ConfigurationGoal(target.Name, target.Wanted!.Configuration, existing), target.Live);
}
