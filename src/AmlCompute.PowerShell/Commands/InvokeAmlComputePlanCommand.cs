using System.Management.Automation;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Planning;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands;

/// <summary>Applies a plan of New-AmlComputePlan, also a saved one: each step only if its target is still as the plan read it.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "AmlComputePlan", DefaultParameterSetName = ParameterSets.Plan, SupportsShouldProcess = true)]
[OutputType(typeof(ComputeSyncResult), typeof(CommandJob))]
public sealed class InvokeAmlComputePlanCommand : ApplyCommand
{
    private readonly List<ComputePlan> _plans = [];

    /// <summary>Gets or sets the plan: an object of New-AmlComputePlan, also one that was saved as Clixml or JSON.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? Plan { get; set; }

    /// <summary>
    /// Gets or sets the files of the plan. A saved plan needs its files or configurations, unless it only removes targets.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Path)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public override string[] Path { get; set; } = [];

    /// <summary>Gets or sets the configurations of the plan, as for New-AmlComputePlan.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Configuration)]
    [ValidateNotNullOrEmpty]
    public override PSObject[] Configuration { get; set; } = [];

    private protected override void ReadWanted()
    {
        if (ParameterSetName == ParameterSets.Plan && Name is not null)
        {
            throw Invalid("-Name needs -Path, -LiteralPath or -Configuration, because it does not select steps of a plan.");
        }

        if (ParameterSetName != ParameterSets.Plan && _plans.Count == 0)
        {
            // The files or configurations are read once, with the first plan.
            base.ReadWanted();
        }

        _plans.Add(SavedPlan.ReadPlan(Plan!));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        RunOrEnd(ApplyPlans);
        base.EndProcessing();
    }

    private void ApplyPlans()
    {
        // All plans must be valid before a step of one of them is sent.
        Workspace workspace = ResolveWorkspace();
        List<IReadOnlyDictionary<string, ComputeConfiguration>> configurationsOfPlans =
            _plans.ConvertAll(plan => FindConfigurations(plan, workspace));
        for (int i = 0; i < _plans.Count; i++)
        {
            foreach (ComputePlanStep step in _plans[i].Steps)
            {
                configurationsOfPlans[i].TryGetValue(step.Name, out ComputeConfiguration? configuration);
                ApplyStep(workspace, step, configuration);
            }
        }
    }

    /// <summary>Returns the configurations of the steps by the names of the targets: those given, or else those in the plan.</summary>
    /// <exception cref="ComputeTargetException">The plan is for another workspace or other files, or lacks its settings.</exception>
    private IReadOnlyDictionary<string, ComputeConfiguration> FindConfigurations(ComputePlan plan, Workspace workspace)
    {
        if (!string.Equals(workspace.Id, plan.WorkspaceId, StringComparison.OrdinalIgnoreCase))
        {
            throw new ComputeTargetException(
                ErrorIds.PlanWorkspaceMismatch,
                $"The plan is for workspace '{plan.WorkspaceId}', but the workspace is '{workspace.Id}'.");
        }

        if (ParameterSetName != ParameterSets.Plan)
        {
            return SourceDigest.CreateDigest(Wanted) == plan.SourceDigest
                ? Wanted.ToDictionary(item => item.Name, item => item.Configuration, StringComparer.OrdinalIgnoreCase)
                : throw new ComputeTargetException(
                    ErrorIds.PlanSourceChanged, "The files or configurations are not those of the plan, or were changed after it.");
        }

        if (plan.Sources is null && !plan.Steps.All(step => step.IsRemoval))
        {
            throw new ComputeTargetException(
                ErrorIds.PlanSourceChanged, "A saved plan does not contain the settings of its targets.");
        }

        return plan.Sources ?? new Dictionary<string, ComputeConfiguration>();
    }

    private void ApplyStep(Workspace workspace, ComputePlanStep step, ComputeConfiguration? configuration)
    {
        ComputeComparison comparison = new(step.Name, step.Type, workspace.Name, ToStatus(step.Action), [.. step.Differences])
        {
            Path = step.Path,
            Cost = step.Cost,
        };
        if (!step.IsApplicable)
        {
            // A plan that was saved as JSON of a small depth has only the text of its problems.
            ComputePlanProblem? problem = step.Problems.FirstOrDefault(item => item.IsError);
            string reason = problem?.Message ?? step.Warnings;

            // The plan keeps its error, so a retry with the same plan would fail also after the other operation.
            string? remedy = problem?.ErrorId == ErrorIds.OperationConflict
                ? $"Wait for the running operation with 'Wait-AmlComputeTarget {CommandText.WriteTarget(workspace, step.Name)}', "
                    + "then create a new plan with New-AmlComputePlan."
                : null;
            ComputeTargetException error = ComputeTargetException.CreateForTarget(
                step.Name,
                problem?.ErrorId ?? ErrorIds.InvalidArgument,
                $"The plan has an error for compute target '{step.Name}': {reason}",
                remedy);
            WriteNotApplied(comparison, step.Action, reason, null, error);
            return;
        }

        Goal goal = WorkspacePlanner.CreateGoal(step, configuration);
        if (CheckGoal(workspace, goal))
        {
            ApplyChange(workspace, comparison, step.Action, goal, step.Changes, CreateQuestion(step, comparison));
        }
    }

    /// <summary>Returns the question before a removal or a replacement; null for another step.</summary>
    private static string? CreateQuestion(ComputePlanStep step, ComputeComparison comparison)
    {
        if (step.IsRemoval)
        {
            return $"{step.Action} compute target '{step.Name}' in workspace '{comparison.WorkspaceName}'?";
        }

        return step.Action == ComputeSyncAction.Replace ? CreateReplacementQuestion(comparison, step.Changes) : null;
    }

    private static ComputeComparisonStatus ToStatus(ComputeSyncAction action) => action switch
    {
        ComputeSyncAction.Create or ComputeSyncAction.Attach => ComputeComparisonStatus.Missing,
        ComputeSyncAction.Delete or ComputeSyncAction.Detach => ComputeComparisonStatus.Extra,
        _ => ComputeComparisonStatus.Different,
    };
}
