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
    private const int MostNames = 5;

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

    private protected override void Process(Workspace workspace, IReadOnlyList<TargetComparison> comparisons)
    {
        foreach (TargetComparison comparison in comparisons)
        {
            Process(workspace, comparison);
        }

        if (_kept.Count > 0 && ParameterSetName != ParameterSets.Configuration)
        {
            string others = _kept.Count > MostNames ? $" and {_kept.Count - MostNames} others" : string.Empty;
            WriteWarning($"Not in the files, and kept without -Prune: {string.Join(", ", _kept.Take(MostNames))}{others}.");
        }

        if (WantsWhatIf)
        {
            WriteVerbose("New-AmlComputePlan emits these changes as a plan; Invoke-AmlComputePlan applies it.");
        }
    }

    private void Process(Workspace workspace, TargetComparison drift)
    {
        bool inPlace = drift.NeedsReplacement && !AllowReplace;
        ComputeComparison comparison = drift.Describe(workspace, WantsWhatIf ? CostOf(workspace, drift, inPlace) : null);
        switch (drift.Status)
        {
            case ComputeComparisonStatus.Same when WantsWhatIf:
                break;
            case ComputeComparisonStatus.Same when Waits(Wait) && drift.Live!.ProvisioningState != ProvisioningStates.Succeeded:
                Begin(workspace, comparison, ComputeSyncAction.None, GoalFor(drift));
                break;
            case ComputeComparisonStatus.Same:
                WriteKnown(
                    comparison.Name,
                    comparison.WorkspaceName,
                    () => WriteObject(ComputeSyncResult.Of(comparison, ComputeSyncAction.None, drift.Live)));
                break;
            case ComputeComparisonStatus.Missing:
                Create(workspace, drift, comparison);
                break;
            case ComputeComparisonStatus.Extra:
                Remove(workspace, drift.Live!, comparison);
                break;
            case var _ when drift.IsReplacedIfAllowed && AllowReplace:
                Replace(workspace, drift, comparison);
                break;
            default:
                Update(workspace, drift, comparison);
                break;
        }
    }

    private void Create(Workspace workspace, TargetComparison drift, ComputeComparison comparison)
    {
        ComputeSyncAction action = ConfigurationGoal.ChooseAction(drift.Wanted!.Configuration);
        WarnOfName(drift.Name);
        if (CanCreate(workspace, drift))
        {
            Apply(workspace, comparison, action, GoalFor(drift));
        }
    }

    private void Update(Workspace workspace, TargetComparison drift, ComputeComparison comparison)
    {
        if (!drift.InPlaceDifferences.Any())
        {
            Refuse(comparison, ComputeSyncAction.Replace, drift.Differences, drift.Live);
        }
        else if (CanReach(workspace, GoalFor(drift))
            && !Apply(workspace, comparison, ComputeSyncAction.Update, GoalFor(drift), Text(drift.InPlaceDifferences))
            && WantsWhatIf && drift.NeedsReplacement)
        {
            Refuse(comparison, ComputeSyncAction.Replace, [.. drift.Differences.Where(difference => !difference.IsInPlace)], drift.Live);
        }
    }

    private void Replace(Workspace workspace, TargetComparison drift, ComputeComparison comparison)
    {
        string changes = Text(drift.Differences);
        if (CanReplace(workspace, drift))
        {
            ComparedGoal goal = GoalFor(drift, ExistingTarget.Replace);
            Apply(workspace, comparison, ComputeSyncAction.Replace, goal, changes, ReplacementQuestion(comparison, changes));
        }
    }

    private void Remove(Workspace workspace, ComputeTarget extra, ComputeComparison comparison)
    {
        if (!Prune)
        {
            WriteVerbose($"{extra.Name}: not in the given files or configurations; kept because -Prune was not specified.");
            _kept.Add(extra.Name);
            return;
        }

        ComputeSyncAction action = RemovalGoal.ChooseAction(extra);
        string place = $"Compute target '{extra.Name}' in workspace '{extra.Workspace.Name}'";
        string question = $"{place} is not in the given files or configurations. {action} it?";
        Apply(workspace, comparison, action, new RemovalGoal(extra), question: question);
    }

    private static string Text(IEnumerable<ComputeDifference> differences) =>
        string.Join("; ", differences.Select(difference => difference.ToString()));

    /// <summary>With -WhatIf, reports the refusals of a replacement.</summary>
    private bool CanReplace(Workspace workspace, TargetComparison drift) =>
        !WantsWhatIf || Check(drift.Name, call => new Preflight(new PlanReader(workspace, call))
            .RequireReplacementAsync(drift.Name, drift.Wanted!.Configuration, drift.Live!));

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
        foreach (ComputeCheck check in refused)
        {
            Report(check.ToError(wanted.Name), wanted.Name);
        }

        return refused.Length == 0;
    }

    private static ComparedGoal GoalFor(TargetComparison drift, ExistingTarget existing = ExistingTarget.Update) =>
        new(new ConfigurationGoal(drift.Name, drift.Wanted!.Configuration, existing), drift.Live);
}
