using System.Management.Automation;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>
/// A command that starts, stops, restarts or resizes compute instances, and emits them. Wildcards match compute instances only, and piped
/// targets of other types are skipped with one warning.
/// </summary>
public abstract class InstanceActionCommand : TargetChangeCommand
{
    private const int MostNames = 5;

    private readonly List<string> _skipped = [];

    /// <summary>The targets of other types that match patterns. They are reported if no instance matches.</summary>
    private readonly List<string> _matched = [];
    private bool _matchesInstance;

    /// <inheritdoc/>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Name,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName"), ArgumentCompleter(typeof(ComputeNameCompleter)), AllowEmptyString, TargetNames, SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <summary>Gets or sets the tags that a target must have: names, or hashtables of names and values; wildcards are allowed.</summary>
    [Parameter]
    [Alias("Tags")]
    [ArgumentCompleter(typeof(TagFilterCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public object[] Tag { get; set; } = [];

    private protected override object[] WantedTags => Tag;

    private protected abstract string ActionText { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (PipelineObject is { BaseObject: not string } piped && NameOfOther(piped) is { } other)
        {
            _skipped.Add(other);
            return;
        }

        base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _skipped.AddRange(_matchesInstance ? [] : _matched.Distinct());
        if (_skipped.Count > 0)
        {
            string names = string.Join(", ", _skipped.Take(MostNames)) + (_skipped.Count > MostNames ? " and others" : string.Empty);
            WriteWarning(
                $"Skipped {_skipped.Count} compute target"
                + $"{(_skipped.Count == 1 ? " that is not a compute instance" : "s that are not compute instances")}: "
                + $"{names}.");
        }

        base.EndProcessing();
    }

    /// <summary>Returns the name of a piped target of another type, also of a saved one; null for any other object.</summary>
    private static string? NameOfOther(PSObject piped) => piped.BaseObject switch
    {
        ComputeInstance => null,
        ComputeTarget target => target.Name,
        PSCustomObject when TypeOf(piped) is { Length: > 0 } type && ComputeTypes.Named(type) != ComputeTypes.ComputeInstance =>
            SavedObject.TextOf(piped, nameof(ComputeTarget.Name)),
        _ => null,
    };

    /// <summary>Returns the compute type of a row. A column Type can have another meaning, so that only a known type counts.</summary>
    private static string? TypeOf(PSObject row) => SavedObject.TextOf(row, nameof(ComputeTarget.ComputeType))
        ?? (SavedObject.TextOf(row, nameof(ComputeTarget.Type)) is { } word ? ComputeTypes.Named(word) : null);

    private protected override bool FitsPattern(ComputeTarget target)
    {
        bool fits = target is ComputeInstance;
        _matchesInstance |= fits;
        if (!fits)
        {
            _matched.Add(target.Name);
        }

        return fits;
    }

    private protected abstract Goal GoalFor(string name);

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? given)
    {
        // -WhatIf reports a change only if the service would accept it and the instance is not in that state.
        Goal goal = GoalFor(name);
        string action = ActionText;
        if (WantsWhatIf)
        {
            TargetPlan plan = Await(call => new Runner(workspace, call).PlanAsync(goal));
            if (plan is { Steps.Count: 0, IsBlocked: false })
            {
                WriteVerbose($"{name}: nothing to change.");
                return;
            }

            action = WithCost(action + plan.Live?.WhileJobsRun, CostOf(workspace, PlannedMachines.PredictPlanned(plan)));
        }

        if (ShouldProcess($"{name} in workspace {workspace.Name}", action))
        {
            Run(workspace, goal, given, current => WriteRefreshed(given, current));
        }
    }
}
