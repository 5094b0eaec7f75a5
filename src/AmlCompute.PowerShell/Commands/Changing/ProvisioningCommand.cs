using System.Collections;
using System.Management.Automation;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;
using AmlCompute.Files;

namespace AmlCompute.Commands;

/// <summary>Creates or attaches compute targets: the base class of New-AmlComputeTarget and Connect-AmlComputeTarget.</summary>
public abstract partial class ProvisioningCommand : ConfigurationCommand
{
    private readonly PipedRows _rows;

    /// <summary>The name on the command line; null if names are piped.</summary>
    private string? _typedName;

    /// <summary>True if -Configuration is on the command line; false if configurations are piped.</summary>
    private bool _isConfigurationTyped;

    /// <summary>The configuration that the parameters describe, which all piped names share; null before it is needed.</summary>
    private ComputeConfiguration? _configuration;

    /// <summary>Initializes the command.</summary>
    protected ProvisioningCommand() => _rows = new PipedRows(WriteWarning);

    /// <summary>
    /// Gets or sets the name: 2 to 32 letters, digits and hyphens, starting with a letter. The published rule of the service is stricter,
    /// but not every region enforces it: 3 to 24 characters, and no hyphen followed by digits at the end. A name that breaks it is accepted
    /// with a warning, one for each rule.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ComputeName")]
    [ValidateNotNullOrEmpty]
    public virtual string? Name { get; set; }

    /// <summary>Gets or sets the configuration: an object of New-AmlComputeConfiguration, or a row whose members are parameters.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Configuration, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? Configuration { get; set; }

    /// <summary>Gets or sets the files: YAML of az ml compute or JSON of ARM. Folders and wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Path)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Gets or sets the files and folders like -Path, but without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.LiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Gets or sets the values for the parameters of ARM templates in the files, by name.</summary>
    [Parameter(ParameterSetName = ParameterSets.Path)]
    [Parameter(ParameterSetName = ParameterSets.LiteralPath)]
    [ValidateNotNull]
    public IDictionary? TemplateParameter { get; set; }

    /// <summary>Gets or sets the piped object, because PowerShell would bind the text form of any object to -Name.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Gets or sets whether to return an existing target of that name unchanged.</summary>
    [Parameter]
    public SwitchParameter IfNotExists { get; set; }

    /// <summary>Gets or sets whether to overwrite an existing target of that name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gets or sets whether to wait until the target is usable: provisioned, and a cluster steady at its minimum nodes.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Gets or sets the longest time to wait, such as 30s, 15m or 2h; the default is 30 minutes.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [Duration]
    [ValidateNotNull]
    public Duration Timeout { get; set; } = Durations.DefaultTimeout;

    /// <summary>Gets or sets whether to run in a job, which lasts until the operations have ended unless -Wait:$false is given.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    private protected override bool RunsAsJob => AsJob;

    private protected override bool WarningsNameTarget => false;

    /// <summary>Gets a value indicating whether the command attaches a resource; otherwise it creates one.</summary>
    private protected abstract bool Attaches { get; }

    private string CreationVerb => Attaches ? "Attach" : "Create";

    /// <summary>Gets the action for an existing target, by -Force and -IfNotExists.</summary>
    private ExistingTarget ExistingTargetAction => this switch
    {
        { Force.IsPresent: true } => ExistingTarget.Overwrite,
        { IfNotExists.IsPresent: true } => ExistingTarget.Keep,
        _ => ExistingTarget.Refuse,
    };

    /// <summary>
    /// Removes the values that the engine bound from the piped object to parameters of a derived class. Only this class reads that object.
    /// </summary>
    private protected virtual void RemoveBoundInput()
    {
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _typedName = Name;
        _isConfigurationTyped = Configuration is not null;
        if (!MyInvocation.BoundParameters.ContainsKey(ParameterSetName))
        {
            // The engine chose the set by the settings of one kind.
            RowKinds.SetKind(this, RowKinds.ListKinds(GetType()).FirstOrDefault(kind => kind == ParameterSetName));
        }

        _rows.ReadDefaults(this);
        SetWaitChoice(Wait, Timeout);
        RunOrEnd(CheckParameters);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        RefuseTwoNames();
        if (!TakesFiles)
        {
            ProcessInput();
            return;
        }

        // All files are read before the first request, so that an error in one of them changes nothing.
        Attempt(Path.Length > 0 ? Path : LiteralPath, () =>
        {
            foreach (ComputeDefinition definition in ReadDefinitions())
            {
                Attempt(definition.Name, () => ProvisionTarget(definition.Name, definition.Configuration, definition.Name));
            }
        });
    }

    private void ProcessInput()
    {
        RemoveBoundInput();
        object? item;
        if (IsRow(InputObject))
        {
            item = _rows.AddNumber(SizeRow.ConvertSize(InputObject!));
        }
        else
        {
            // PowerShell binds the text form of every piped object to -Name.
            string? name = _typedName ?? (InputObject is null or { BaseObject: string } ? Name : null);
            item = name ?? (object?)Configuration ?? InputObject;
        }

        Attempt(item, () =>
        {
            (string name, ComputeConfiguration configuration) = ReadInput();
            ProvisionTarget(name, configuration, item as NumberedRow ?? (object)name);
        });
    }

    /// <summary>Creates or attaches a target, or shows the change with -WhatIf.</summary>
    /// <param name="name">The name of the target.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="item">The target object of errors: the name or the row.</param>
    private void ProvisionTarget(string name, ComputeConfiguration configuration, object item)
    {
        RefuseSizeAsName(name, configuration);
        ComputeNames.RequireValid(name);
        WarnOfName(name);
        Workspace workspace = ResolveWorkspace();
        if (WantsWhatIf)
        {
            PreviewTarget(workspace, name, configuration, item);
            return;
        }

        ConfigurationGoal goal = new(name, configuration, ExistingTargetAction);
        string? earlierItem = _rows.FindEarlierOrAdd($"{workspace.Id}/{name}", item);
        string action = Force ? $"{CreationVerb}, or overwrite if it exists," : CreationVerb;
        if (ShouldProcess($"{name} in workspace {workspace.Name}", DescribeChange(action, configuration)))
        {
            BeginTarget(
                workspace,
                name,
                item,
                call => RunAsync(workspace, goal, earlierItem, call),
                result =>
                {
                    WarnOfKept(name, result.RemainingDifferences, item);
                    WriteObject(result.Target);
                });
        }
    }

    /// <summary>
    /// Refuses a size in the place of the name. The recommendation is the command with both exchanged, without other settings.
    /// </summary>
    private void RefuseSizeAsName(string name, ComputeConfiguration configuration)
    {
        const string SizeStart = "Standard_";
        if (name.StartsWith(SizeStart, StringComparison.OrdinalIgnoreCase)
            && PutBody.FindVmSize(configuration) is { } size && !size.StartsWith(SizeStart, StringComparison.OrdinalIgnoreCase))
        {
            string kind = configuration.ComputeType == ComputeTypes.ComputeInstance ? $" -{ParameterSets.Instance}" : string.Empty;
            string place = Workspace is null ? string.Empty : CommandText.WriteWorkspace(ResolveWorkspace());
            throw ComputeTargetException.CreateForTarget(
                name,
                ErrorIds.InvalidComputeName,
                $"'{name}' is a size; the name of the compute target comes first.",
                $"{MyInvocation.MyCommand.Name} {CommandText.WriteName(size)} {CommandText.WriteName(name)}{kind}{place}");
        }
    }

    /// <summary>Sends the requests. The error about an existing target names the earlier item that has the same name.</summary>
    private async Task<RunResult> RunAsync(Workspace workspace, Goal goal, string? earlierItem, CallContext call)
    {
        try
        {
            return await new Runner(workspace, call).RunAsync(goal, WaitChoice).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.ComputeTargetExists && earlierItem is not null)
        {
            throw ServiceError.CopyError(goal.Name, exception, $"{exception.Message} It has the same name as {earlierItem}.");
        }
    }

    /// <summary>Warns that -IfNotExists has kept a target with other settings.</summary>
    private void WarnOfKept(string name, IReadOnlyList<ComputeDifference> differences, object item)
    {
        if (differences.Count > 0)
        {
            string row = item is NumberedRow { Number: var number } ? $"Row {number}: " : string.Empty;
            WriteWarning($"{row}Compute target '{name}' exists with other settings, which were kept: {string.Join("; ", differences)}.");
        }
    }

    /// <summary>Returns the text that ShouldProcess shows, such as "Create compute target of type AmlCompute".</summary>
    private static string DescribeChange(string action, ComputeConfiguration configuration)
    {
        string? resourceId = configuration.Get(ComputeTarget.Members.ClusterResourceId);
        string resource = ResourceIdText.FindPartAfter(resourceId, "resourceGroups") is { } group
            ? $" with resource '{ResourceIdText.GetName(resourceId!)}' of resource group '{group}'"
            : string.Empty;
        return $"{action} compute target of type {configuration.ComputeType}{resource}";
    }
}
