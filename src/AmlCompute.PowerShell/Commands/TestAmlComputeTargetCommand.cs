using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Planning;
using AmlCompute.Client.Running;
using AmlCompute.Commands.Base;
using AmlCompute.Commands.Changing;
using AmlCompute.Commands.Parameters;
using AmlCompute.Completion;

namespace AmlCompute.Commands;

/// <summary>Tests an existing compute target, or if one of a configuration or settings could be created. Changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(bool), typeof(ComputeTestReport))]
public sealed class TestAmlComputeTargetCommand : ThrottledCommand, IDynamicParameters
{
    private readonly ConfigurationParameters _parameters = new();
    private readonly PipedRows _rows;
    private readonly List<Outcome?> _outcomes = [];
    private string[] _typedNames = [];
    private int _written;
    private bool _isChecked;

    /// <summary>Initializes the command.</summary>
    public TestAmlComputeTargetCommand() => _rows = new PipedRows(WriteWarning);

    /// <summary>Gets or sets the names; wildcards match existing targets. A configuration can be tested without a name.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ComputeName")]
    [ArgumentCompleter(typeof(ComputeNameCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>Gets or sets the configuration: an object of New-AmlComputeConfiguration, or a row whose members are parameters.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ParameterSets.Configuration)]
    [ValidateNotNull]
    public PSObject? Configuration { get; set; }

    /// <summary>Gets or sets the piped objects: names, existing targets, configurations, sizes or rows.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Gets or sets whether to emit a report of all checks in place of true or false.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    private protected override bool ChecksValues => true;

    /// <summary>Gets a value indicating whether the command line contains a configuration or settings.</summary>
    private bool IsWantedGiven => _parameters.Given is not null || Configuration is not null;

    /// <inheritdoc/>
    public object GetDynamicParameters() => _parameters.Define(inSets: false);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _typedNames = Name;
        _rows.Defaults = _parameters.Bound;
        if (_parameters.Given is not null)
        {
            OrEnd(() =>
            {
                if (Configuration is not null)
                {
                    throw Invalid("-Configuration cannot be combined with other settings.");
                }

                if (!MyInvocation.ExpectingInput)
                {
                    _ = _parameters.Configure(this);
                }
            });
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        NumberedRow? row = ParameterRow.IsRow(InputObject) ? _rows.Next(InputObject!) : null;
        Attempt(row ?? (SizeRow.Is(InputObject) ? _rows.Next(SizeRow.Of(InputObject!)) : InputObject ?? (object)Name), () => Test(row));
    }

    private void Test(NumberedRow? row)
    {
        foreach (Subject subject in Subjects())
        {
            string? first = row is null || subject.Name is null ? null : _rows.FirstWith($"{subject.Workspace.Id}/{subject.Name}", row);
            int place = _outcomes.Count;
            _outcomes.Add(null);
            Begin(row ?? subject.Given, call => TestAsync(subject with { Given = row ?? subject.Given, First = first }, call), outcome =>
            {
                _outcomes[place] = outcome;
                WriteReady();
            });
        }
    }

    private static async Task<Outcome> TestAsync(Subject subject, CallContext call)
    {
        try
        {
            TargetTest test = new(new PlanReader(subject.Workspace, call));
            ComputeTestReport report = await test.RunAsync(subject.Name, subject.Wanted).ConfigureAwait(false);
            return new Outcome(subject, subject.First is null ? report : Repeated(report, subject.First), null);
        }
        catch (ComputeTargetException exception)
        {
            return new Outcome(subject, null, exception);
        }
    }

    /// <summary>Returns the report of a row whose name an earlier row has, so that only one of them can be created.</summary>
    private static ComputeTestReport Repeated(ComputeTestReport report, string first) => new(
        report.Name,
        report.ComputeType,
        report.WorkspaceName,
        [
            .. report.Checks.Where(check => check.Name != Preflight.NameFree),
            new ComputeCheck(Preflight.NameFree, ComputeCheckOutcome.Failed, $"The name '{report.Name}' is also that of {first}.")
            {
                ErrorId = ErrorIds.ComputeTargetExists,
            },
        ])
    {
        VmSize = report.VmSize,
    };

    /// <summary>Writes the results in the order of the input, because true and false do not name a target.</summary>
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

    /// <summary>Returns the targets and configurations of the current input.</summary>
    private IEnumerable<Subject> Subjects() => (InputObject?.BaseObject, IsWantedGiven) switch
    {
        (null or string, true) => WantedSubjects(),
        (null or string, false) => Name.Length > 0 ? Name.SelectMany(ExistingSubjects) : throw Invalid("-Name is missing."),
        (ComputeTarget target, false) => [new Subject(WorkspaceOf(target), target, target.Name, null)],
        (_, false) when SavedObject.Is<ComputeTarget>(InputObject!) => [SavedSubject(InputObject!)],
        ({ } piped, _) when Configuration is null
            && (!IsWantedGiven || ParameterRow.IsRow(InputObject) || SizeRow.Is(InputObject)) =>
            [PipedSubject(piped)],
        _ => throw Invalid(
            "A piped configuration or target cannot be combined with settings. Pipe names or rows, or remove "
            + $"{string.Join(", ", Configuration is null ? _rows.Defaults.Keys.Select(name => "-" + name) : ["-Configuration"])}."),
    };

    private Subject SavedSubject(PSObject target)
    {
        (WorkspaceReference reference, string name) =
            WorkspaceReference.ParseCompute(SavedObject.TextOf(target, nameof(ComputeTarget.Id)) ?? string.Empty);
        return new Subject(WorkspaceOf(reference), target, name, null);
    }

    private IEnumerable<Subject> WantedSubjects()
    {
        (string? named, ComputeConfiguration wanted) = Configuration is null
            ? (null, _isChecked ? _parameters.Configure(this) : OrEnd(() => _parameters.Configure(this)))
            : ParameterRow.Read(Configuration, ConfigurationParameters.CommandFor(Configuration), this);
        _isChecked = true;
        Workspace workspace = CurrentWorkspace();
        return (Name.Length > 0 ? Name : new[] { named }).Select(name => new Subject(workspace, name, name, wanted));
    }

    private IEnumerable<Subject> ExistingSubjects(string name)
    {
        Workspace workspace = CurrentWorkspace();
        if (!WildcardPattern.ContainsWildcardCharacters(name))
        {
            string plain = WildcardPattern.Unescape(name);
            return [new Subject(workspace, plain, plain, null)];
        }

        WildcardPattern pattern = Patterns.Parse(name);
        return
        [
            .. List(workspace).Where(target => pattern.IsMatch(target.Name))
                .Select(target => new Subject(workspace, target, target.Name, null)),
        ];
    }

    private Subject PipedSubject(object piped)
    {
        PSObject given = SizeRow.Of(InputObject!);
        (string? rowName, ComputeConfiguration wanted) =
            ParameterRow.Read(given, ConfigurationParameters.CommandFor(given, _rows.Defaults.Keys), this, _rows);
        string? chosen = _typedNames.Length switch
        {
            _ when ParameterRow.IsRow(given) && rowName is not null => rowName,
            0 => rowName,
            1 => _typedNames[0],
            _ => throw Invalid("A configuration can be tested with one name only."),
        };
        return new Subject(CurrentWorkspace(), chosen ?? piped, chosen, wanted);
    }

    private void Write(ComputeTestReport report)
    {
        foreach (ComputeCheck check in report.Checks.Where(check => check.Outcome != ComputeCheckOutcome.Passed))
        {
            WriteVerbose($"{report.Name ?? report.ComputeType}: {check}");
        }

        WriteObject(Detailed ? report : report.Passed);
    }

    /// <param name="Workspace">The workspace of the target.</param>
    /// <param name="Given">The target object of an error record.</param>
    /// <param name="Name">The name; null if a configuration is tested without a name.</param>
    /// <param name="Wanted">The configuration; null for an existing target.</param>
    /// <param name="First">The earlier row of the same name; null for none.</param>
    private sealed record Subject(Workspace Workspace, object? Given, string? Name, ComputeConfiguration? Wanted, string? First = null);

    /// <summary>The result of a test: a report or an error.</summary>
    private sealed record Outcome(Subject Subject, ComputeTestReport? Report, ComputeTargetException? Error);
}
