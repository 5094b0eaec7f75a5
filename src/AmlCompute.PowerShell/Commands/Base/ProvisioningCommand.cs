using System.Management.Automation;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
using AmlCompute.Files;

namespace AmlCompute.Commands;

/// <summary>A command that makes a compute target: what New and Connect have in common.</summary>
public abstract class ProvisioningCommand : ConfigurationCommand
{
    private string? _typedName;
    private bool _isConfigurationTyped;

    /// <summary>
    /// Gets or sets the name: 2 to 32 letters, digits and hyphens, starting with a letter. The service's published rule is narrower, though not every region
    /// keeps it: 3 to 24 characters, and no ending of a hyphen and digits. A name outside it is taken with a warning, one for each rule.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ComputeName")]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>
    /// Gets or sets what the target shall be: an object of New-AmlComputeConfiguration, or a row whose members are parameters of this command,
    /// such as Import-Csv gives.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Configuration, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? Configuration { get; set; }

    /// <summary>
    /// Gets or sets the files that say what to make, in the YAML of the Azure CLI (az ml compute) or the JSON of ARM. Wildcards are allowed; a folder stands
    /// for its *.yml, *.yaml and *.json files. The names are those in the files, unless -Name is given for a single one.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Path)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Gets or sets the files and folders, as -Path does, but with every character standing for itself.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.LiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Gets or sets what was piped, so that an object which is not a name is not taken for one by its text form.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Gets or sets whether to take an existing target of that name as it is.</summary>
    [Parameter]
    public SwitchParameter IfNotExists { get; set; }

    /// <summary>Gets or sets whether to overwrite an existing target of that name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gets or sets whether to wait until the target is provisioned.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Gets or sets the longest time to wait, 30 minutes unless given. Takes seconds, 30s, 15m, 2h, 1d, hh:mm:ss or a TimeSpan.</summary>
    [Parameter]
    [Duration]
    [ValidateNotNull]
    public Duration Timeout { get; set; } = Durations.DefaultTimeout;

    /// <summary>Gets or sets whether to do the work in a job, which is emitted. Questions are asked before.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    private protected override bool RunsAsJob => AsJob;

    /// <summary>Gets a value indicating whether the command attaches, instead of creating.</summary>
    private protected abstract bool Attaches { get; }

    /// <summary>Gets a value indicating whether the command line does not say what to make, which what is piped may say.</summary>
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
            // What was piped and is no name binds to -Name too, by its text form.
            string? name = _typedName ?? (InputObject is null or { BaseObject: string } ? Name : null);
            Attempt(name ?? (object?)Configuration ?? InputObject, () =>
            {
                (string chosen, ComputeConfiguration configuration) = Item();
                Provision(chosen, configuration);
            });
            return;
        }

        // All files are read before the first request: what is wrong in one of them leaves everything as it is.
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
            ComputeForecast forecast = Await(call => new Preflight(workspace, call).ForecastAsync(name, configuration, existing));
            Report(forecast, name);
            if (!forecast.GoesAhead)
            {
                return;
            }

            overwrites = forecast.Overwritten is not null;
        }

        if (ShouldProcess($"{name} in workspace {workspace.Name}", ActionText(configuration, overwrites)))
        {
            Begin(workspace, name, null, call => new ComputeProvisioner(workspace, call).PutAsync(name, configuration, existing, ChosenWait()), WriteObject);
        }
    }

    private bool TakesFiles => ParameterSetName is ParameterSets.Path or ParameterSets.LiteralPath;

    private void CheckParameters()
    {
        if (Force && IfNotExists)
        {
            throw Invalid("-Force and -IfNotExists exclude each other.");
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

    /// <summary>The files say all of it; a setting beside them would be lost without a word.</summary>
    private void RefuseSettings()
    {
        string[] settings = [nameof(Location), nameof(Description), nameof(Tag), nameof(IdentityType), nameof(IdentityId), nameof(DisableLocalAuth)];
        if (Array.Find(settings, MyInvocation.BoundParameters.ContainsKey) is { } setting)
        {
            throw Invalid($"-{setting} does not go with files, which say what to make; write it into the file.");
        }
    }

    private IReadOnlyList<ComputeDefinition> Definitions()
    {
        if (InputObject is not null and not { BaseObject: string })
        {
            throw Invalid("Nothing but a name is piped where files say what to make.");
        }

        IReadOnlyList<ComputeDefinition> definitions = ReadFiles(Path, LiteralPath, Name);
        foreach (ComputeDefinition definition in definitions)
        {
            definition.Check(Attaches);
            if (!IfNotExists)
            {
                // An existing target is taken as it is, whatever the file says.
                definition.CheckSettings();
            }
        }

        return definitions;
    }

    /// <summary>Tells all that stands in the way: what the service would refuse as errors, what else would go wrong as warnings.</summary>
    private void Report(ComputeForecast forecast, string name)
    {
        foreach (string warning in forecast.Warnings)
        {
            WriteWarning(warning);
        }

        foreach (ComputeTargetException refusal in forecast.Refusals)
        {
            Fail(refusal, name);
        }

        if (forecast.Kept is not null)
        {
            WriteObject(forecast.Kept);
        }
    }

    private WaitChoice ChosenWait() => new(Wait, Durations.Timeout(Timeout));

    /// <summary>What is asked about; whether a target would be overwritten is not known (null) before the service was asked.</summary>
    private string ActionText(ComputeConfiguration configuration, bool? overwrites)
    {
        string makes = Attaches ? "Attach" : "Create";
        string does = overwrites switch
        {
            true => "Overwrite existing",
            null => $"{makes}, or overwrite if it exists,",
            _ => makes,
        };
        return $"{does} compute target of type {configuration.ComputeType}";
    }

    /// <summary>The name and the settings of the present item.</summary>
    private (string Name, ComputeConfiguration Configuration) Item()
    {
        if (ParameterSetName != ParameterSets.Configuration)
        {
            if (InputObject is not null and not { BaseObject: string })
            {
                // Says what can be piped; none of it goes together with settings on the command line.
                _ = ParameterRow.From(InputObject, GetType());
                throw Invalid("A configuration or a row is piped alone, without settings beside it; with settings, only names are piped.");
            }

            return (Name ?? throw Invalid("-Name is missing."), Configure(this));
        }

        ParameterRow? row = Configuration!.BaseObject is ComputeConfiguration ? null : ParameterRow.From(Configuration, GetType());
        ComputeConfiguration configuration = row?.Configure(this) ?? (ComputeConfiguration)Configuration.BaseObject;
        if (configuration.IsAttach != Attaches)
        {
            throw Invalid(
                Attaches
                    ? "This configuration creates a compute target; New-AmlComputeTarget takes it."
                    : "This configuration attaches an existing resource; Connect-AmlComputeTarget takes it.");
        }

        return (_typedName ?? (_isConfigurationTyped ? Name : null) ?? row?.Name ?? configuration.Name ?? throw Invalid("-Name is missing."), configuration);
    }
}
