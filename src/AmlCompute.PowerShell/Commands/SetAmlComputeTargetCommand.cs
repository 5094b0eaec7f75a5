using System.Collections;
using System.Management.Automation;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Commands.Attributes;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <summary>Changes the specified settings of compute targets in place. -WhatIf shows the current and the new value of each.</summary>
[Alias("sact")]
[Cmdlet(VerbsCommon.Set, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name, SupportsShouldProcess = true)]
[OutputType(typeof(ComputeTarget), typeof(CommandJob))]
public sealed partial class SetAmlComputeTargetCommand : TargetChangeCommand, IRowCommand
{
    private readonly PipedRows _rows;

    /// <summary>The change of the command line; null before it is needed.</summary>
    private ComputeChange? _typedChange;

    /// <summary>The change for the current input: that of the row, or else of the command line.</summary>
    private ComputeChange _change = new();

    /// <summary>The current row; null for other input.</summary>
    private NumberedRow? _row;

    /// <summary>Initializes the command.</summary>
    public SetAmlComputeTargetCommand() => _rows = new PipedRows(WriteWarning);

    /// <inheritdoc/>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = ParameterSets.Name,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ComputeName"), ArgumentCompleter(typeof(ComputeNameCompleter)), AllowEmptyString, TargetNames, SupportsWildcards]
    public override string[] Name { get; set; } = [];

    /// <summary>Gets or sets the number of nodes of a cluster to keep when no job runs.</summary>
    [Parameter]
    [Alias("MinNodeCount")]
    [ArgumentCompleter(typeof(NodeCountCompleter))]
    [ValidateRange(0, int.MaxValue)]
    public int MinNodes { get; set; }

    /// <summary>Gets or sets the largest number of nodes of a cluster.</summary>
    [Parameter]
    [Alias("MaxNodeCount")]
    [ArgumentCompleter(typeof(NodeCountCompleter))]
    [ValidateRange(0, int.MaxValue)]
    public int MaxNodes { get; set; }

    /// <summary>Gets or sets the idle time of a cluster node before it is released, such as 30s, 15m or 2h.</summary>
    [Parameter]
    [Alias("NodeIdleTimeBeforeScaleDown")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Duration]
    [ValidateNotNull]
    public Duration? IdleTimeBeforeScaleDown { get; set; }

    /// <summary>Gets or sets the description; an empty one removes it.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>Gets or sets the tags to write in place of the existing ones; @{} removes all. -WithTag selects targets by tags.</summary>
    [Parameter]
    [Alias("Tags")]
    [TagText]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNull]
    public IDictionary? Tag { get; set; }

    /// <summary>Gets or sets the tags to add, or to give another value; the others are kept.</summary>
    [Parameter]
    [TagText]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNull]
    public IDictionary? AddTag { get; set; }

    /// <summary>Gets or sets the names of the tags to remove; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TagNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? RemoveTag { get; set; }

    /// <summary>Gets or sets the tags that a target must have now: names, or hashtables with values; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TagFilterCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public object[] WithTag { get; set; } = [];

    /// <summary>Gets or sets the kind of managed identity; None removes it. User-assigned identities that fit it are kept.</summary>
    [Parameter]
    [IdentityType]
    [ArgumentCompleter(typeof(IdentityTypeCompleter))]
    [ValidateNotNull]
    public string? IdentityType { get; set; }

    /// <summary>Gets or sets the ARM resource ids of user-assigned identities to add.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IdentityCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? AddUserAssignedIdentity { get; set; }

    /// <summary>Gets or sets the ARM resource ids of user-assigned identities to remove.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IdentityCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? RemoveUserAssignedIdentity { get; set; }

    /// <summary>Gets or sets whether only Microsoft Entra identities may sign in.</summary>
    [Parameter]
    public SwitchParameter DisableLocalAuth { get; set; }

    /// <summary>Gets or sets the idle time of an instance before it is shut down: 15 minutes to 3 days; 0 or $null for never.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [AllowNull]
    [Duration]
    public Duration? IdleTimeBeforeShutdown { get; set; }

    /// <summary>Gets or sets the schedules in place of the existing ones: objects of New-AmlComputeSchedule; @() removes all.</summary>
    [Parameter]
    [ValidateNotNull]
    [AllowEmptyCollection]
    [RefuseScheduleText]
    public object[]? Schedule { get; set; }

    /// <summary>Gets or sets the schedules to add to an instance; one that exists gets the status of the added one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [RefuseScheduleText]
    public object[]? AddSchedule { get; set; }

    /// <summary>Gets or sets the schedules to remove: ids, with wildcards; Start or Stop for all with that action; or schedules.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [ValidateNotNullOrEmpty]
    public object[]? RemoveSchedule { get; set; }

    /// <summary>Gets or sets the schedules of an instance to enable, in the forms of -RemoveSchedule.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [ValidateNotNullOrEmpty]
    public object[]? EnableSchedule { get; set; }

    /// <summary>Gets or sets the schedules of an instance to disable, in the forms of -RemoveSchedule.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [ValidateNotNullOrEmpty]
    public object[]? DisableSchedule { get; set; }

    /// <summary>Gets or sets whether to use single sign-on for all applications of an instance.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FlagCompleter))]
    public bool EnableSso { get; set; }

    /// <summary>Gets or sets whether to patch the operating system of an instance (preview).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FlagCompleter))]
    public bool EnableOsPatching { get; set; }

    /// <summary>Gets or sets whether users of an instance have root access (preview).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FlagCompleter))]
    public bool EnableRootAccess { get; set; }

    /// <summary>Gets or sets whether a stopped instance releases its quota (preview).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FlagCompleter))]
    public bool ReleaseQuotaOnStop { get; set; }

    /// <summary>Gets or sets the services in place of the existing ones, as hashtables with the REST members; @() removes all.</summary>
    [Parameter]
    [ValidateNotNull]
    [AllowEmptyCollection]
    public object[]? CustomService { get; set; }

    /// <summary>Gets or sets the data to mount or unmount: hashtables with the REST members. Other mounts are kept.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[]? DataMount { get; set; }

    /// <summary>Gets or sets a configuration to apply. A setting that cannot be changed in place must have the current value.</summary>
    [Parameter]
    [ValidateNotNull]
    public ComputeConfiguration? Configuration { get; set; }

    /// <inheritdoc/>
    ParameterSource IRowCommand.Source { get; set; } = ParameterSource.CommandLine;

    private bool WantsConfirmation =>
        MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm) && LanguagePrimitives.IsTrue(confirm);

    private protected override object[] RequiredTags => WithTag;

    private protected override bool HasRow => _row is not null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Tag is not null && WithTag.Length == 0 && Array.Find(Name, WildcardPattern.ContainsWildcardCharacters) is { } pattern)
        {
            WriteWarning($"-Tag writes tags to all targets that '{pattern}' matches. -WithTag selects targets by the tags that they have.");
        }

        _rows.ReadDefaults(this);

        // Piped rows can have all settings, so that the command line has none.
        if (!MyInvocation.ExpectingInput || _rows.Defaults.Count > 0 || Configuration is not null)
        {
            _typedChange = RunOrEnd(() => CreateChange(this));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _row = ParameterRow.IsRow(PipelineObject) ? _rows.AddNumber(PipelineObject!) : null;
        if (_row is null)
        {
            _change = _typedChange ??= RunOrEnd(() => CreateChange(this));
            base.ProcessRecord();
            return;
        }

        Attempt(_row, () =>
        {
            ReadRow(_row);
            base.ProcessRecord();
        });
    }

    private protected override object? GetErrorTarget(object? target) => _row ?? target;

    private protected override void ProcessTarget(Workspace workspace, string name, ComputeTarget? input)
    {
        ChangeGoal goal = new(name, _change);
        string settings = string.Join(", ", _change.Names);
        if (WantsWhatIf || WantsConfirmation)
        {
            TargetPlan plan = Await(call => new Runner(workspace, call).PlanAsync(goal));
            if (plan.Steps.Count == 0 && WantsWhatIf)
            {
                WriteWhatIfLine($"Nothing to change on target \"{name} in workspace {workspace.Name}\".");
                return;
            }

            WarnOfChecks(Await(call => new Preflight(new PlanReader(workspace, call)).CheckGrowthAsync(plan)), name);
            if (plan.Steps.Count > 0)
            {
                settings = AppendCost(DescribeChanges(plan), EstimateCostChange(workspace, PlannedMachines.PredictPlanned(plan)));
            }
        }

        if (ShouldProcess($"{name} in workspace {workspace.Name}", $"Set {settings}"))
        {
            RunGoal(workspace, goal, input, current => WriteRefreshed(input, current));
        }
    }

    /// <summary>
    /// Returns the changes of the plan for the text of ShouldProcess. If the last change of the target failed, they are the values to
    /// send again, because the service may not have applied them.
    /// </summary>
    private static string DescribeChanges(TargetPlan plan) => plan.RepeatedValues is { Count: > 0 } repeated
        ? $"{string.Join("; ", repeated.Select(value => $"{value.Name}: {value.WantedText}"))} again, "
            + $"because ProvisioningState is {plan.Live!.ProvisioningState}"
        : string.Join("; ", plan.Differences);
}
