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

    /// <summary>Gets or sets the files of the plan. A plan that was saved needs them, unless it only removes targets.</summary>
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
        if (ParameterSetName != ParameterSets.Plan && _plans.Count == 0)
        {
            base.ReadWanted();
        }

        _plans.Add(SavedPlan.Read(Plan!));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        OrEnd(Apply);
        Finish();
    }

    private protected override void Process(Workspace workspace, IReadOnlyList<TargetComparison> comparisons) =>
        throw new NotSupportedException("A plan is applied without a list of the targets.");

    private void Apply()
    {
        // All plans must be valid before a step of one of them is sent.
        Workspace workspace = CurrentWorkspace();
        var all = _plans.ConvertAll(plan => (plan.Steps, Sources: SourcesOf(plan, workspace)));
        foreach ((IReadOnlyList<ComputePlanStep> steps, IReadOnlyDictionary<string, ComputeConfiguration> sources) in all)
        {
            foreach (ComputePlanStep step in steps)
            {
                Apply(workspace, step, sources);
            }
        }
    }

    private IReadOnlyDictionary<string, ComputeConfiguration> SourcesOf(ComputePlan plan, Workspace workspace)
    {
        if (!string.Equals(workspace.Id, plan.WorkspaceId, StringComparison.OrdinalIgnoreCase))
        {
            throw new ComputeTargetException(
                ErrorIds.PlanWorkspaceMismatch,
                $"The plan is for workspace '{plan.WorkspaceId}', but the workspace is '{workspace.Id}'.");
        }

        bool hasSources = ParameterSetName != ParameterSets.Plan;
        if (hasSources && SourceDigest.Create(Wanted) != plan.SourceDigest)
        {
            throw new ComputeTargetException(
                ErrorIds.PlanSourceChanged, "The files or configurations are not those of the plan, or were changed after it.");
        }

        IReadOnlyDictionary<string, ComputeConfiguration>? sources = hasSources
            ? Wanted.ToDictionary(item => item.Name, item => item.Configuration, StringComparer.OrdinalIgnoreCase)
            : plan.Sources;
        return sources is not null || plan.Steps.All(step => step.IsRemoval)
            ? sources ?? new Dictionary<string, ComputeConfiguration>()
            : throw new ComputeTargetException(
                ErrorIds.PlanSourceChanged, "A saved plan does not contain the settings. Give the files of the plan with -Path.");
    }

    private void Apply(Workspace workspace, ComputePlanStep step, IReadOnlyDictionary<string, ComputeConfiguration> sources)
    {
        ComputeComparison comparison = new(step.Name, step.Type, workspace.Name, StatusOf(step.Action), [.. step.Differences])
        {
            Path = step.Path,
            Cost = step.Cost,
        };
        if (!step.IsApplicable)
        {
            ComputePlanProblem problem = step.Problems.FirstOrDefault(item => item.IsError)
                ?? new ComputePlanProblem(true, ErrorIds.InvalidArgument, step.Warnings);
            ComputeTargetException error = ComputeTargetException.About(
                step.Name, problem.ErrorId!, $"The plan has an error for compute target '{step.Name}': {problem.Message}");
            WriteNotApplied(comparison, step.Action, problem.Message, null, error);
            return;
        }

        string? question = step.IsRemoval ? $"{step.Action} compute target '{step.Name}' in workspace '{workspace.Name}'?"
            : step.Action == ComputeSyncAction.Replace ? ReplacementQuestion(comparison, step.Changes)
            : null;
        sources.TryGetValue(step.Name, out ComputeConfiguration? configuration);
        Goal goal = WorkspacePlanner.CreateGoal(step, configuration);
        if (CanReach(workspace, goal))
        {
            Apply(workspace, comparison, step.Action, goal, step.Changes, question);
        }
    }

    private static ComputeComparisonStatus StatusOf(ComputeSyncAction action) => action switch
    {
        ComputeSyncAction.Create or ComputeSyncAction.Attach => ComputeComparisonStatus.Missing,
        ComputeSyncAction.Delete or ComputeSyncAction.Detach => ComputeComparisonStatus.Extra,
        _ => ComputeComparisonStatus.Different,
    };
}
