using System.Collections;
using System.Management.Automation;
using AmlCompute.Client.Changes;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Client.WorkspacePlans;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;
using AmlCompute.Files;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <summary>The base class of New-AmlComputeTarget and Connect-AmlComputeTarget.</summary>
public abstract partial class ProvisioningCommand : ConfigurationCommand
{
    private readonly PipedRows _rows;
    private string? _typedName;
    private bool _isConfigurationTyped;
    private ComputeConfiguration? _wanted;

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

    /// <summary>Removes the values that the engine bound from the piped object. Only this class reads that object.</summary>
    private protected virtual void KeepTyped()
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
            RowKinds.Set(this, RowKinds.Of(GetType()).FirstOrDefault(kind => kind == ParameterSetName));
        }

        _rows.TakeDefaults(this);
        _ = OrEnd(ChosenWait);
        OrEnd(CheckParameters);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!TakesFiles)
        {
            // PowerShell binds the text form of every piped object to -Name.
            KeepTyped();
            string? name = _typedName ?? (InputObject is null or { BaseObject: string } ? Name : null);
            object? given = IsRow(InputObject) ? _rows.Next(SizeRow.Of(InputObject!)) : name ?? (object?)Configuration ?? InputObject;
            Attempt(given, () =>
            {
                (string chosen, ComputeConfiguration configuration) = Item();
                Provision(chosen, configuration, given as NumberedRow ?? (object)chosen);
            });
            return;
        }

        // All files are read before the first request, so that an error in one of them changes nothing.
        Attempt(Path.Length > 0 ? Path : LiteralPath, () =>
        {
            foreach (ComputeDefinition definition in Definitions())
            {
                Attempt(definition.Name, () => Provision(definition.Name, definition.Configuration, definition.Name));
            }
        });
    }

    private void Provision(string name, ComputeConfiguration configuration, object given)
    {
        RefuseSize(name, configuration);
        ComputeNames.Require(name);
        WarnOfName(name);
        Workspace workspace = CurrentWorkspace();
        ExistingTarget existing = Force ? ExistingTarget.Overwrite : IfNotExists ? ExistingTarget.Keep : ExistingTarget.Refuse;
        if (WantsWhatIf)
        {
            Preview(workspace, name, configuration, existing, given);
            return;
        }

        string? first = _rows.FirstWith($"{workspace.Id}/{name}", given);
        if (ShouldProcess($"{name} in workspace {workspace.Name}", ActionText(configuration, Force ? null : false)))
        {
            Begin(
                workspace,
                name,
                given,
                call => RunAsync(workspace, new ConfigurationGoal(name, configuration, existing), first, call),
                result =>
                {
                    WarnOfKept(name, result.RemainingDifferences, given);
                    WriteObject(result.Target);
                });
        }
    }

    /// <summary>Refuses a size in the place of the name.</summary>
    private void RefuseSize(string name, ComputeConfiguration configuration)
    {
        const string SizeStart = "Standard_";
        if (name.StartsWith(SizeStart, StringComparison.OrdinalIgnoreCase)
            && PutBody.FindVmSize(configuration) is { } size && !size.StartsWith(SizeStart, StringComparison.OrdinalIgnoreCase))
        {
            throw ComputeTargetException.About(
                name,
                ErrorIds.InvalidComputeName,
                $"'{name}' is a size; the name of the compute target comes first.",
                $"{MyInvocation.MyCommand.Name} {size} {name}");
        }
    }

    /// <summary>Shows with -WhatIf the checks and the action; the existing target if -IfNotExists keeps it.</summary>
    private void Preview(Workspace workspace, string name, ComputeConfiguration configuration, ExistingTarget existing, object given)
    {
        (IReadOnlyList<ComputeCheck> checks, ComputeTarget? found) =
            Await(call => new Preflight(new PlanReader(workspace, call)).CheckAsync(name, configuration, existing));
        bool isRefused = Report(checks, name, given);
        if (found is not null && existing == ExistingTarget.Keep)
        {
            WarnOfKept(name, ExistingTargetRules.FindDifferences(found, configuration), given);
            WriteObject(found);
            return;
        }

        if (isRefused)
        {
            return;
        }

        string? first = _rows.FirstWith($"{workspace.Id}/{name}", given);
        switch (existing)
        {
            case ExistingTarget.Keep when first is not null:
                return;
            case ExistingTarget.Refuse when first is not null:
                throw ComputeTargetException.About(
                    name,
                    ErrorIds.ComputeTargetExists,
                    $"Compute target '{name}' would exist already, because {first} has the same name.",
                    "Use another name in one of them.");
        }

        string action = ActionText(configuration, found is not null || first is not null);
        CostDifference? cost = CostOf(workspace, (found?.MachineRange, PlannedMachines.PredictNew(configuration, workspace)));
        _ = ShouldProcess($"{name} in workspace {workspace.Name}", WithCost(action, cost));
    }

    /// <summary>Brings the target to the goal. The error about an existing one names the earlier item that has the name.</summary>
    private async Task<RunResult> RunAsync(Workspace workspace, Goal goal, string? first, CallContext call)
    {
        try
        {
            return await new Runner(workspace, call).RunAsync(goal, ChosenWait()).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.ComputeTargetExists && first is not null)
        {
            throw ComputeTargetException.About(
                goal.Name, exception.ErrorId, $"{exception.Message} It has the same name as {first}.", exception.Remedy);
        }
    }

    /// <summary>Warns that -IfNotExists has kept a target with other settings.</summary>
    private void WarnOfKept(string name, IReadOnlyList<ComputeDifference> differences, object given)
    {
        if (differences.Count > 0)
        {
            string row = given is NumberedRow { Number: var number } ? $"Row {number}: " : string.Empty;
            WriteWarning($"{row}Compute target '{name}' exists with other settings, which were kept: {string.Join("; ", differences)}.");
        }
    }

    private static bool IsRow(PSObject? piped) => ParameterRow.IsRow(piped) || SizeRow.Is(piped);

    private bool TakesFiles => ParameterSetName is ParameterSets.Path or ParameterSets.LiteralPath;

    private void CheckParameters()
    {
        if (Force && IfNotExists)
        {
            throw Invalid("-Force and -IfNotExists cannot be combined.");
        }

        if (TakesFiles)
        {
            RefuseSettings();
        }
        else if (ParameterSetName != ParameterSets.Configuration && !MyInvocation.ExpectingInput)
        {
            _wanted = Configure(this);
        }
    }

    /// <summary>Refuses settings beside files, because they would have no effect.</summary>
    private void RefuseSettings()
    {
        string[] settings = [.. ParameterRow.ParametersOf(GetType()).Select(parameter => parameter.Name).Except([nameof(Name)])];
        if (Array.Find(settings, MyInvocation.BoundParameters.ContainsKey) is { } setting)
        {
            throw Invalid($"-{setting} cannot be combined with -Path or -LiteralPath. Write the setting into the file.");
        }
    }

    private IReadOnlyList<ComputeDefinition> Definitions()
    {
        if (InputObject is not null and not { BaseObject: string })
        {
            throw Invalid("Only a name can be piped together with -Path or -LiteralPath.");
        }

        IReadOnlyList<ComputeDefinition> definitions = ReadFiles(Path, LiteralPath, Name, TemplateParameter);
        foreach (ComputeDefinition definition in definitions)
        {
            definition.Check(Attaches);
            if (!IfNotExists)
            {
                // -IfNotExists returns an existing target, so the settings may not be needed.
                ConfigurationRules.Require(definition.Configuration);
            }
        }

        return definitions;
    }

    /// <summary>Writes the checks of -WhatIf as errors and warnings; returns true if the service would refuse the target.</summary>
    private bool Report(IReadOnlyList<ComputeCheck> checks, string name, object given)
    {
        WarnOfChecks(checks, name);
        ComputeCheck[] refusals = [.. checks.Where(check => check.ErrorId is not null)];
        foreach (ComputeCheck refusal in refusals)
        {
            Fail(refusal.ToError(name), given);
        }

        return refusals.Length > 0;
    }

    private WaitChoice ChosenWait() => new(Waits(Wait), Durations.Timeout(Timeout));

    /// <summary>Returns the action of ShouldProcess.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="overwrites">
    /// True if a target is overwritten; null if that is unknown, because only -WhatIf reads the target before.
    /// </param>
    private string ActionText(ComputeConfiguration configuration, bool? overwrites)
    {
        string verb = Attaches ? "Attach" : "Create";
        string action = overwrites switch
        {
            true => "Overwrite existing",
            null => $"{verb}, or overwrite if it exists,",
            _ => verb,
        };
        string resource = configuration.Get(ComputeTarget.Members.ClusterResourceId)?.Split('/') is { Length: > 4 } id
            ? $" with resource '{id[id.Length - 1]}' of resource group '{id[4]}'"
            : string.Empty;
        return $"{action} compute target of type {configuration.ComputeType}{resource}";
    }

    /// <summary>Returns the name and the configuration of the current item.</summary>
    private (string Name, ComputeConfiguration Configuration) Item()
    {
        if (InputObject is { } piped && IsRow(piped))
        {
            ParameterRow row = ParameterRow.From(SizeRow.Of(piped), GetType(), _rows);
            string word = ParameterRow.IsRow(piped) ? $"'{nameof(Name)}'" : $"-{nameof(Name)}";
            return (row.Name ?? _typedName ?? throw Invalid($"{word} is missing."), row.Configure(this));
        }

        if (ParameterSetName != ParameterSets.Configuration && InputObject is null or { BaseObject: string })
        {
            if (Name?.Contains('\n') == true && SecretForms.Find(Name) is null)
            {
                throw Invalid(
                    "A text of several lines is not a name. Convert YAML with ConvertFrom-AmlComputeYaml or JSON with "
                    + "ConvertFrom-AmlComputeJson, or give the file with -Path.");
            }

            // All names have the same settings, so an error in them ends the command.
            _wanted ??= OrEnd(() => Configure(this));
            return (Name ?? throw Invalid("-Name is missing."), _wanted);
        }

        if (InputObject is { BaseObject: ComputeConfiguration } && _rows.Defaults.Count > 0)
        {
            throw Invalid(
                "A piped configuration cannot be combined with settings. Pipe names or rows, or remove "
                + $"{string.Join(", ", _rows.Defaults.Keys.Select(name => "-" + name))}.");
        }

        (string? given, ComputeConfiguration configuration) = ParameterRow.Read(Configuration ?? InputObject!, GetType(), this);
        if (configuration.IsAttach != Attaches)
        {
            throw Invalid(
                Attaches
                    ? "This configuration creates a compute target. Pipe it to New-AmlComputeTarget."
                    : "This configuration attaches an existing resource. Pipe it to Connect-AmlComputeTarget.");
        }

        string? chosen = _typedName ?? (_isConfigurationTyped ? Name : null) ?? given;
        return (chosen ?? throw Invalid("-Name is missing."), configuration);
    }
}
