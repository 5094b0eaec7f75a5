using System.Management.Automation;
using AmlCompute.Client;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>
/// Tells whether a compute target is there and well; with the parameters of New- or Connect-AmlComputeTarget, or a configuration, whether it could be made.
/// Nothing is changed.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(bool), typeof(ComputeTestReport))]
public sealed class TestAmlComputeTargetCommand : ThrottledCommand, IDynamicParameters
{
    private readonly ConfigurationParameters _parameters = new();
    private string[] _typedNames = [];

    /// <summary>Gets or sets the names; wildcards mean existing targets. A configuration can be tested without a name.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ComputeName")]
    [ArgumentCompleter(typeof(ComputeNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>
    /// Gets or sets what the target shall be: an object of New-AmlComputeConfiguration, or a row whose members are parameters of New- or
    /// Connect-AmlComputeTarget.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Configuration)]
    [ValidateNotNull]
    public PSObject? Configuration { get; set; }

    /// <summary>Gets or sets what is piped: names, existing targets, configurations or rows.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Gets or sets whether to emit a report of all checks, instead of true or false.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>Gets a value indicating whether the command line alone says what is wanted.</summary>
    private bool IsWantedGiven => _parameters.Given is not null || Configuration is not null;

    /// <inheritdoc/>
    public object GetDynamicParameters() => _parameters.Define(inSets: false);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _typedNames = Name;
        if (_parameters.Given is not null)
        {
            _ = OrEnd(() => Configuration is null ? _parameters.Configure(this) : throw Invalid("-Configuration excludes other settings."));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(InputObject ?? (object)Name, () =>
    {
        object? piped = InputObject?.BaseObject;
        switch (piped)
        {
            case null or string when IsWantedGiven:
                (string? named, ComputeConfiguration wanted) = Configuration is null ? (null, _parameters.Configure(this)) : Read(Configuration);
                foreach (string? name in Name.Length > 0 ? Name : new[] { named })
                {
                    Begin(name, CurrentWorkspace(), preflight => preflight.TestAsync(name, wanted));
                }

                break;
            case ComputeTarget target when !IsWantedGiven:
                Begin(target, WorkspaceOf(target), preflight => preflight.TestAsync(target.Name));
                break;
            case null or string:
                TestExisting(Name.Length > 0 ? Name : throw Invalid("-Name is missing."));
                break;
            case var _ when !IsWantedGiven:
                (string? rowName, ComputeConfiguration configuration) = Read(InputObject!);
                string? chosen = _typedNames.Length switch { 0 => rowName, 1 => _typedNames[0], _ => throw Invalid("A configuration goes with one name.") };
                Begin(chosen ?? piped, CurrentWorkspace(), preflight => preflight.TestAsync(chosen, configuration));
                break;
            default:
                throw Invalid("A configuration, a row or a target is piped alone, without settings beside it; with settings, only names are piped.");
        }
    });

    private static ComputeTargetException Invalid(string message) => new(ErrorIds.InvalidArgument, message);

    private void TestExisting(string[] names)
    {
        Workspace workspace = CurrentWorkspace();
        foreach (string name in names)
        {
            if (!WildcardPattern.ContainsWildcardCharacters(name))
            {
                string plain = WildcardPattern.Unescape(name);
                Begin(plain, workspace, preflight => preflight.TestAsync(plain));
                continue;
            }

            foreach (ComputeTarget target in ListWhole(workspace, Patterns.Parse(name)))
            {
                Begin(target, workspace, preflight => preflight.TestAsync(target.Name));
            }
        }
    }

    /// <summary>The configuration of an object, and the name if it is a row that has one.</summary>
    private (string? Name, ComputeConfiguration Configuration) Read(PSObject given)
    {
        if (given.BaseObject is ComputeConfiguration configuration)
        {
            return (null, configuration);
        }

        ParameterRow row = ParameterRow.From(given, ConfigurationParameters.CommandFor(given));
        return (row.Name, row.Configure(this));
    }

    private void Begin(object? target, Workspace workspace, Func<ComputePreflight, Task<ComputeTestReport>> test) =>
        Begin(target, call => test(new ComputePreflight(workspace, call)), report =>
        {
            foreach (ComputeCheck check in report.Checks.Where(check => check.Outcome != ComputeCheckOutcome.Passed))
            {
                WriteVerbose($"{report.Name ?? report.ComputeType}: {check}");
            }

            WriteObject(Detailed ? report : report.Passed);
        });
}
