using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Planning;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Parameters;
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
    private readonly List<Outcome?> _outcomes = [];
    private string[] _typedNames = [];
    private int _written;

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

    private protected override bool ChecksValues => true;

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
        foreach (Subject subject in Subjects())
        {
            int place = _outcomes.Count;
            _outcomes.Add(null);
            Begin(subject.Given, call => TestAsync(subject, call), outcome =>
            {
                _outcomes[place] = outcome;
                WriteReady();
            });
        }
    });

    private static async Task<Outcome> TestAsync(Subject subject, CallContext call)
    {
        try
        {
            return new Outcome(subject, await new Preflight(subject.Workspace, call).TestAsync(subject.Name, subject.Wanted).ConfigureAwait(false), null);
        }
        catch (ComputeTargetException exception)
        {
            return new Outcome(subject, null, exception);
        }
    }

    /// <summary>Writes in the order of the input, as true and false name no target.</summary>
    private void WriteReady()
    {
        while (_written < _outcomes.Count && _outcomes[_written] is { } outcome)
        {
            _outcomes[_written++] = null;
            if (outcome.Error is not null)
            {
                Fail(outcome.Error, outcome.Subject.Given);
            }
            else
            {
                Write(outcome.Report!);
            }
        }
    }

    /// <summary>What is tested now.</summary>
    private IEnumerable<Subject> Subjects() => (InputObject?.BaseObject, IsWantedGiven) switch
    {
        (null or string, true) => Wanted(),
        (null or string, false) => Name.Length > 0 ? Name.SelectMany(Existing) : throw Invalid("-Name is missing."),
        (ComputeTarget target, false) => [new Subject(WorkspaceOf(target), target, target.Name, null)],
        ({ } piped, false) => [Piped(piped)],
        _ => throw Invalid("A configuration, a row or a target is piped alone, without settings beside it; with settings, only names are piped."),
    };

    private IEnumerable<Subject> Wanted()
    {
        (string? named, ComputeConfiguration wanted) = Configuration is null ? (null, _parameters.Configure(this)) : Read(Configuration);
        Workspace workspace = CurrentWorkspace();
        return (Name.Length > 0 ? Name : new[] { named }).Select(name => new Subject(workspace, name, name, wanted));
    }

    private IEnumerable<Subject> Existing(string name)
    {
        Workspace workspace = CurrentWorkspace();
        string plain = WildcardPattern.Unescape(name);
        return WildcardPattern.ContainsWildcardCharacters(name)
            ? ListWhole(workspace, Patterns.Parse(name)).Select(target => new Subject(workspace, target, target.Name, null))
            : [new Subject(workspace, plain, plain, null)];
    }

    private Subject Piped(object piped)
    {
        (string? rowName, ComputeConfiguration wanted) = Read(InputObject!);
        string? chosen = _typedNames.Length switch { 0 => rowName, 1 => _typedNames[0], _ => throw Invalid("A configuration goes with one name.") };
        return new Subject(CurrentWorkspace(), chosen ?? piped, chosen, wanted);
    }

    /// <summary>The configuration of an object, and the name if it has one.</summary>
    private (string? Name, ComputeConfiguration Configuration) Read(PSObject given)
    {
        if (given.BaseObject is ComputeConfiguration configuration)
        {
            return (configuration.Name, configuration);
        }

        ParameterRow row = ParameterRow.From(given, ConfigurationParameters.CommandFor(given));
        return (row.Name, row.Configure(this));
    }

    private void Write(ComputeTestReport report)
    {
        foreach (ComputeCheck check in report.Checks.Where(check => check.Outcome != ComputeCheckOutcome.Passed))
        {
            WriteVerbose($"{report.Name ?? report.ComputeType}: {check}");
        }

        WriteObject(Detailed ? report : report.Passed);
    }

    /// <summary>One target to test.</summary>
    /// <param name="Workspace">Its workspace.</param>
    /// <param name="Given">What an error is about.</param>
    /// <param name="Name">Its name, unless a configuration is tested without one.</param>
    /// <param name="Wanted">What it shall be; null for an existing target.</param>
    private sealed record Subject(Workspace Workspace, object? Given, string? Name, ComputeConfiguration? Wanted);

    /// <summary>What came of it: a report or an error.</summary>
    private sealed record Outcome(Subject Subject, ComputeTestReport? Report, ComputeTargetException? Error);
}
