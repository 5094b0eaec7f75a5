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
    /// <summary>The most targets that the warning names.</summary>
    private const int MostNames = 5;

    /// <summary>The names of the piped targets of other types, by their ids; the name is also the key of a row without an id.</summary>
    private readonly Dictionary<string, string> _skipped = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of targets of other types that match patterns, by their ids. They are reported if no instance matches.</summary>
    private readonly Dictionary<string, string> _otherMatches = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>True after a pattern has matched a compute instance.</summary>
    private bool _hasMatchedInstance;

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

    private protected override object[] RequiredTags => Tag;

    /// <summary>Gets the action that ShouldProcess shows, such as "Stop compute instance".</summary>
    private protected abstract string ActionText { get; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        string[] skipped = [.. (_hasMatchedInstance ? _skipped : _skipped.Union(_otherMatches)).Select(target => target.Value)];
        if (skipped.Length > 0)
        {
            string targets = skipped.Length == 1
                ? "1 compute target that is not a compute instance"
                : $"{skipped.Length} compute targets that are not compute instances";
            WriteWarning($"Skipped {targets}: {NameList.JoinFirst(skipped, MostNames)}.");
        }

        base.EndProcessing();
    }

    /// <summary>Omits a target of another type than an instance.</summary>
    private protected override bool OmitsPiped(PSObject piped)
    {
        if (piped.BaseObject is string || FindOtherType(piped) is not var (id, name))
        {
            return false;
        }

        _skipped[id] = name;
        return true;
    }

    private protected override bool CanMatchPattern(ComputeTarget target) => target is ComputeInstance;

    private protected override void ProcessMatch(Workspace workspace, ComputeTarget target)
    {
        if (target is ComputeInstance)
        {
            _hasMatchedInstance = true;
        }
        else
        {
            _otherMatches[target.Id] = target.Name;
        }

        base.ProcessMatch(workspace, target);
    }

    /// <summary>Creates the goal that the command brings an instance to.</summary>
    private protected abstract Goal CreateGoal(string name);

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input)
    {
        Goal goal = CreateGoal(name);
        string action = ActionText;
        if (WantsWhatIf)
        {
            // The plan shows if the service would accept the change, and if the instance is already in that state.
            TargetPlan plan = Await(call => new Runner(workspace, call).PlanAsync(goal));
            if (plan is { Steps.Count: 0, IsBlocked: false })
            {
                WriteVerbose($"{name}: nothing to change.");
                return;
            }

            action = AppendCost(action + plan.Live?.RunningJobsClause, EstimateCostChange(workspace, PlannedMachines.PredictPlanned(plan)));
        }

        if (ShouldProcess($"{name} in workspace {workspace.Name}", action))
        {
            RunGoal(workspace, goal, input, current => WriteRefreshed(input, current));
        }
    }

    /// <summary>Returns the id and the name of a piped target of another type, also of a saved one; null for any other object.</summary>
    private static (string Id, string Name)? FindOtherType(PSObject piped) => piped.BaseObject switch
    {
        ComputeInstance => null,
        ComputeTarget target => (target.Id, target.Name),
        PSCustomObject when ReadComputeType(piped) is { Length: > 0 } type
                && ComputeTypes.FindByAnyName(type) != ComputeTypes.ComputeInstance
                && SavedObject.ReadText(piped, nameof(ComputeTarget.Name)) is { Length: > 0 } name =>
            (SavedObject.ReadText(piped, nameof(ComputeTarget.Id)) is { Length: > 0 } id ? id : name, name),
        _ => null,
    };

    /// <summary>
    /// Returns the compute type of a row; null for none. A column Type can have another meaning, so that only a known type counts.
    /// </summary>
    private static string? ReadComputeType(PSObject row) => SavedObject.ReadText(row, nameof(ComputeTarget.ComputeType))
        ?? (SavedObject.ReadText(row, nameof(ComputeTarget.Type)) is { } word ? ComputeTypes.FindByAnyName(word) : null);
}
