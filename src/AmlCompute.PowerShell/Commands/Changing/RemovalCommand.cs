using System.Management.Automation;
using System.Reflection;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>A command that deletes or detaches compute targets.</summary>
public abstract class RemovalCommand : TargetChangeCommand
{
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

    /// <summary>Gets or sets whether to emit the target with the values from before the command.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Gets or sets whether to skip the confirmation. It does not override -WhatIf.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object[] RequiredTags => Tag;

    /// <summary>Gets the action of the service on the resource of the target: delete or detach.</summary>
    private protected abstract UnderlyingResourceAction ResourceAction { get; }

    /// <summary>Gets the action that ShouldProcess shows, such as "Delete compute target".</summary>
    private protected abstract string ActionText { get; }

    /// <summary>Gets the value of -Confirm; null if it is not specified.</summary>
    private bool? Confirm =>
        MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm) ? LanguagePrimitives.IsTrue(confirm) : null;

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input)
    {
        RemovalGoal goal = new(name, ResourceAction);
        string action = ActionText;
        if (WantsWhatIf || (input is null && WillAskForConfirmation()))
        {
            // The user is not asked about a target that does not exist or that the command refuses.
            TargetPlan plan = Await(call => new Runner(workspace, call).PlanAsync(goal));
            action += plan.Live?.RunningJobsClause;
            action = WantsWhatIf ? AppendCost(action, EstimateCostChange(workspace, PlannedMachines.PredictPlanned(plan))) : action;
        }

        if (ConfirmAction($"{name} in workspace {workspace.Name}", action))
        {
            RunGoal(workspace, goal, input, target =>
            {
                if (PassThru)
                {
                    WriteObject(input ?? target);
                }
            });
        }
    }

    /// <summary>Returns true if the engine asks for confirmation, unless the user has answered for all targets.</summary>
    private bool WillAskForConfirmation() => Confirm
        ?? (!Force
            && ConfirmPreference is { } preference and not ConfirmImpact.None
            && GetType().GetCustomAttribute<CmdletAttribute>()!.ConfirmImpact >= preference);

    /// <summary>Returns true if the user agrees, or without a question with -Force and neither -WhatIf nor -Confirm.</summary>
    private bool ConfirmAction(string target, string action) =>
        (Force && !WantsWhatIf && Confirm != true) || ShouldProcess(target, action);
}
