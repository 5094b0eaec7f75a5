using System.Collections;
using System.Management.Automation;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Client.Waiting;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Files;
using AmlCompute.Settings;

namespace AmlCompute.Commands;

/// <summary>The base class of New-AmlComputeTarget and Connect-AmlComputeTarget.</summary>
public abstract class ProvisioningCommand : ConfigurationCommand
{
    private string? _typedName;
    private bool _isConfigurationTyped;

    /// <summary>
    /// Gets or sets the name: 2 to 32 letters, digits and hyphens, starting with a letter. The published rule of the service is stricter,
    /// but not every region enforces it: 3 to 24 characters, and no hyphen followed by digits at the end. A name that breaks it is accepted
    /// with a warning, one for each rule.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ComputeName")]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>
    /// Gets or sets the configuration of the target: an object of New-AmlComputeConfiguration, or a row whose members are parameters of
    /// this command, such as from Import-Csv.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Configuration, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? Configuration { get; set; }

    /// <summary>
    /// Gets or sets the files with the configurations, in the YAML of the Azure CLI (az ml compute) or the JSON of ARM. Wildcards are
    /// allowed; a folder stands for its *.yml, *.yaml and *.json files. The names are those in the files, unless -Name is given for a
    /// single one.
    /// </summary>
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

    /// <summary>
    /// Gets or sets whether to wait until the target can be used: provisioned, and for a cluster steady with its minimum of nodes.
    /// </summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>
    /// Gets or sets the longest time to wait; the default is 30 minutes. Accepts seconds, 30s, 15m, 2h, 1d, hh:mm:ss or a TimeSpan.
    /// </summary>
    [Parameter]
    [Duration]
    [ValidateNotNull]
    public Duration Timeout { get; set; } = Durations.DefaultTimeout;

    /// <summary>Gets or sets whether to run in a job, which is emitted. Confirmation is requested before the job starts.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    private protected override bool RunsAsJob => AsJob;

    /// <summary>Gets a value indicating whether the command attaches a resource; otherwise it creates one.</summary>
    private protected abstract bool Attaches { get; }

    /// <summary>
    /// Gets a value indicating whether the command line has no kind of target, so that a piped configuration must have it.
    /// </summary>
    private protected virtual bool IsKindOpen => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _typedName = Name;
        _isConfigurationTyped = Configuration is not null;
        _ = OrEnd(ChosenWait);
        OrEnd(CheckParameters);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!TakesFiles)
        {
            // PowerShell binds the text form of every piped object to -Name.
            string? name = _typedName ?? (InputObject is null or { BaseObject: string } ? Name : null);
            Attempt(name ?? (object?)Configuration ?? InputObject, () =>
            {
                (string chosen, ComputeConfiguration configuration) = Item();
                Provision(chosen, configuration);
            });
            return;
        }

        // All files are read before the first request, so that an error in one of them changes nothing.
        Attempt(Path.Length > 0 ? Path : LiteralPath, () =>
        {
            foreach (ComputeDefinition definition in Definitions())
            {
                Attempt(definition.Name, () => Provision(definition.Name, definition.Configuration));
            }
        });
    }

    private void Provision(string name, ComputeConfiguration configuration)
    {
        ComputeNames.Require(name);
        WarnOfName(name);
        Workspace workspace = CurrentWorkspace();
        ExistingTarget existing = Force ? ExistingTarget.Overwrite : IfNotExists ? ExistingTarget.Keep : ExistingTarget.Refuse;
        bool? overwrites = Force ? null : false;
        if (WantsWhatIf)
        {
            (IReadOnlyList<ComputeCheck> checks, ComputeTarget? found) = Await(
                call => new Preflight(new PlanReader(workspace, call)).CheckAsync(name, configuration, existing));
            bool isRefused = Report(checks, name);
            if (found is not null && existing == ExistingTarget.Keep)
            {
                WriteObject(found);
                return;
            }

            if (isRefused)
            {
                return;
            }

            overwrites = found is not null;
        }

        if (ShouldProcess($"{name} in workspace {workspace.Name}", ActionText(configuration, overwrites)))
        {
            Begin(
                workspace,
                name,
                null,
                call => new Runner(workspace, call).RunAsync(new ConfigurationGoal(name, configuration, existing), ChosenWait()),
                result => WriteObject(result.Target));
        }
    }

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
        else if (ParameterSetName != ParameterSets.Configuration && !(IsKindOpen && MyInvocation.ExpectingInput))
        {
            _ = Configure(this);
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

    /// <summary>
    /// Writes the checks of -WhatIf: an error for each refusal of the service, and a warning for each other problem. Returns true if the
    /// service would refuse the target.
    /// </summary>
    private bool Report(IReadOnlyList<ComputeCheck> checks, string name)
    {
        WarnOfChecks(checks);
        ComputeCheck[] refusals = [.. checks.Where(check => check.ErrorId is not null)];
        foreach (ComputeCheck refusal in refusals)
        {
            Fail(ComputeTargetException.About(name, refusal.ErrorId!, refusal.Message, refusal.Remedy), name);
        }

        return refusals.Length > 0;
    }

    private WaitChoice ChosenWait() => new(Wait, Durations.Timeout(Timeout));

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
        return $"{action} compute target of type {configuration.ComputeType}";
    }

    /// <summary>Returns the name and the configuration of the current item.</summary>
    private (string Name, ComputeConfiguration Configuration) Item()
    {
        if (ParameterSetName != ParameterSets.Configuration)
        {
            if (InputObject is not null and not { BaseObject: string })
            {
                // Throws if the object is not a row; no piped object but a name can be combined with settings on the command line.
                _ = ParameterRow.From(InputObject, GetType());
                throw Invalid("A piped configuration or row cannot be combined with settings. Pipe names, or remove the settings.");
            }

            return (Name ?? throw Invalid("-Name is missing."), Configure(this));
        }

        (string? given, ComputeConfiguration configuration) = ParameterRow.Read(Configuration!, GetType(), this);
        if (configuration.IsAttach != Attaches)
        {
            throw Invalid(
                Attaches
                    ? "This configuration creates a compute target. Pipe it to New-AmlComputeTarget."
                    : "This configuration attaches an existing resource. Pipe it to Connect-AmlComputeTarget.");
        }

        string? name = _typedName ?? (_isConfigurationTyped ? Name : null) ?? given;
        return (name ?? throw Invalid("-Name is missing."), configuration);
    }
}
