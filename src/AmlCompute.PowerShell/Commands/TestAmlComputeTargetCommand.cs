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

/// <summary>Tests existing compute targets, or tests if a target with the given settings could be created or attached.</summary>
[Cmdlet(VerbsDiagnostic.Test, "AmlComputeTarget", DefaultParameterSetName = ParameterSets.Name)]
[OutputType(typeof(bool), typeof(ComputeTestReport))]
public sealed class TestAmlComputeTargetCommand : ThrottledCommand, IDynamicParameters
{
    private readonly ConfigurationParameters _parameters = new();
    private readonly PipedRows _rows;

    /// <summary>The results in the order of the input; null while a test runs, and after its result was written.</summary>
    private readonly List<Outcome?> _outcomes = [];

    /// <summary>The number of results that were written.</summary>
    private int _written;

    /// <summary>The names on the command line; empty if names are piped.</summary>
    private string[] _typedNames = [];

    /// <summary>The configuration of the settings on the command line, which all names share; null before it is needed.</summary>
    private ComputeConfiguration? _typedConfiguration;

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

    private protected override bool ReportsInvalidValues => true;

    /// <summary>Gets a value indicating whether the command line contains a configuration or settings.</summary>
    private bool HasWanted => _parameters.BoundName is not null || Configuration is not null;

    /// <inheritdoc/>
    public object GetDynamicParameters() => _parameters.DefineInOneSet();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _typedNames = Name;
        _rows.Defaults = _parameters.Bound;
        if (_parameters.BoundName is not null)
        {
            RunOrEnd(() =>
            {
                if (Configuration is not null)
                {
                    throw Invalid("-Configuration cannot be combined with other settings.");
                }

                if (!MyInvocation.ExpectingInput)
                {
                    _typedConfiguration = _parameters.CreateConfiguration(this);
                }
            });
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        RefuseTwoNames();
        NumberedRow? row = ParameterRow.IsRow(InputObject) ? _rows.AddNumber(InputObject!) : null;
        NumberedRow? size = SizeRow.IsSize(InputObject) ? _rows.AddNumber(SizeRow.ConvertSize(InputObject!)) : null;
        Attempt(row ?? size ?? InputObject ?? (object)Name, () => BeginTests(row));
    }

    /// <summary>Refuses a piped name or existing target beside -Name, because the engine keeps the name of the command line.</summary>
    private void RefuseTwoNames()
    {
        if (_typedNames.Length > 0 && InputObject is { } piped
            && (piped.BaseObject is string || SavedObject.IsOfType<ComputeTarget>(piped)))
        {
            RefuseBesidePiped(nameof(Name));
        }
    }

    private void BeginTests(NumberedRow? row)
    {
        foreach (Subject subject in ReadSubjects())
        {
            object? errorTarget = row ?? subject.ErrorTarget;
            string? earlierRow = row is null || subject.Name is null
                ? null
                : _rows.FindEarlierOrAdd($"{subject.Workspace.Id}/{subject.Name}", row);
            Subject test = subject with { ErrorTarget = errorTarget, EarlierRow = earlierRow };
            int index = _outcomes.Count;
            _outcomes.Add(null);
            BeginItem(errorTarget, call => TestAsync(test, call), outcome =>
            {
                _outcomes[index] = outcome;
                WriteReadyOutcomes();
            });
        }
    }

    private static async Task<Outcome> TestAsync(Subject subject, CallContext call)
    {
        try
        {
            TargetTest test = new(new PlanReader(subject.Workspace, call));
            ComputeTestReport report = await (subject.Wanted is { } wanted
                ? test.TestWantedAsync(subject.Name, wanted)
                : test.TestExistingAsync(subject.Name!)).ConfigureAwait(false);
            return new Outcome(subject, subject.EarlierRow is null ? report : AddNameCheck(report, subject.EarlierRow), null);
        }
        catch (ComputeTargetException exception)
        {
            return new Outcome(subject, null, exception);
        }
    }

    /// <summary>Returns the report of a row whose name an earlier row has, so that only one of them can be created.</summary>
    private static ComputeTestReport AddNameCheck(ComputeTestReport report, string earlierRow) => new(
        report.Name,
        report.ComputeType,
        report.WorkspaceName,
        [
            .. report.Checks.Where(check => check.Name != Preflight.NameFree),
            new ComputeCheck(Preflight.NameFree, ComputeCheckOutcome.Failed, $"The name '{report.Name}' is also that of {earlierRow}.")
            {
                ErrorId = ErrorIds.ComputeTargetExists,
            },
        ])
    {
        VmSize = report.VmSize,
    };

    /// <summary>Writes the results in the order of the input, because true and false do not name a target.</summary>
    private void WriteReadyOutcomes()
    {
        while (_written < _outcomes.Count && _outcomes[_written] is { } outcome)
        {
            _outcomes[_written++] = null;
            if (outcome.Error is not null)
            {
                WriteFailure(outcome.Error, outcome.Subject.ErrorTarget);
            }
            else
            {
                WriteReport(outcome.Report!);
            }
        }
    }

    /// <summary>Returns the targets and configurations of the current input.</summary>
    private IEnumerable<Subject> ReadSubjects() => (InputObject?.BaseObject, HasWanted) switch
    {
        // A piped name also binds to -Name.
        (null or string, true) => ReadWanted(),
        (null or string, false) => Name.Length > 0 ? Name.SelectMany(ListExisting) : throw Invalid("-Name is missing."),
        (ComputeTarget target, false) => [new Subject(ResolveWorkspace(target), target, target.Name, null)],
        (_, false) when SavedObject.IsOfType<ComputeTarget>(InputObject!) => [ReadSavedTarget(InputObject!)],
        ({ } piped, _) when Configuration is null
            && (!HasWanted || ParameterRow.IsRow(InputObject) || SizeRow.IsSize(InputObject)) =>
            [ReadPiped(piped)],
        _ => throw CreateCombinationError(),
    };

    private ComputeTargetException CreateCombinationError() => Invalid(Configuration is null
        ? "A piped configuration or target cannot be combined with settings. Pipe names or rows, or remove "
            + $"{string.Join(", ", _rows.Defaults.Keys.Select(parameter => "-" + parameter))}."
        : "Only a name can be piped together with -Configuration.");

    private Subject ReadSavedTarget(PSObject target)
    {
        (WorkspaceReference reference, string name) =
            WorkspaceReference.ParseCompute(SavedObject.ReadText(target, nameof(ComputeTarget.Id)) ?? string.Empty);
        return new Subject(ResolveWorkspace(reference), target, name, null);
    }

    /// <summary>Returns the configuration of the command line with each name, or with its own.</summary>
    private IEnumerable<Subject> ReadWanted()
    {
        // All names share the settings on the command line, so an error in these ends the command.
        (string? nameInConfiguration, ComputeConfiguration wanted) = Configuration is null
            ? (null, _typedConfiguration ??= RunOrEnd(() => _parameters.CreateConfiguration(this)))
            : ReadConfiguration(Configuration);
        Workspace workspace = ResolveWorkspace();
        return (Name.Length > 0 ? Name : new[] { nameInConfiguration }).Select(name => new Subject(workspace, name, name, wanted));
    }

    /// <summary>Returns the target of a name, or the existing targets that match a pattern; writes the error of a name.</summary>
    private IReadOnlyList<Subject> ListExisting(string name)
    {
        List<Subject> existing = [];
        Attempt(name, () => existing.AddRange(FindExisting(name)));
        return existing;
    }

    private IReadOnlyList<Subject> FindExisting(string name)
    {
        Workspace workspace = ResolveWorkspace();
        if (!WildcardPattern.ContainsWildcardCharacters(name))
        {
            string plain = WildcardPattern.Unescape(name);
            return [new Subject(workspace, plain, plain, null)];
        }

        WildcardPattern pattern = Patterns.Parse(name);
        return
        [
            .. ListTargets(workspace).Where(target => pattern.IsMatch(target.Name))
                .Select(target => new Subject(workspace, target, target.Name, null)),
        ];
    }

    /// <summary>Returns a piped configuration, row or size. The name of a row precedes that of the command line.</summary>
    private Subject ReadPiped(object piped)
    {
        PSObject source = SizeRow.ConvertSize(InputObject!);
        (string? ownName, ComputeConfiguration wanted) = ReadConfiguration(source, _rows);
        string? name = _typedNames.Length switch
        {
            _ when ParameterRow.IsRow(source) && ownName is not null => ownName,
            0 => ownName,
            1 => _typedNames[0],
            _ => throw Invalid("A configuration can be tested with one name only."),
        };
        return new Subject(ResolveWorkspace(), name ?? piped, name, wanted);
    }

    /// <summary>Returns a configuration, or the one that a row describes, and its name; the name is null if it has none.</summary>
    /// <param name="source">The configuration or the row.</param>
    /// <param name="rows">The rows of the pipe; null for -Configuration.</param>
    private (string? Name, ComputeConfiguration Configuration) ReadConfiguration(PSObject source, PipedRows? rows = null)
    {
        if (source.BaseObject is FileSystemInfo file)
        {
            // New-AmlComputeTarget has -Path for a file, but this command does not.
            throw new ComputeTargetException(ErrorIds.InvalidArgument, "A file is not a configuration.")
            {
                Remedy = $"New-AmlComputeConfiguration -LiteralPath {CommandText.Quote(file.FullName)} | Test-AmlComputeTarget",
            };
        }

        return ParameterRow.ReadConfiguration(source, ProvisioningChoice.ChooseCommand(source, rows?.Defaults), this, rows);
    }

    private void WriteReport(ComputeTestReport report)
    {
        foreach (ComputeCheck check in report.Checks.Where(check => check.Outcome != ComputeCheckOutcome.Passed))
        {
            WriteVerbose($"{report.Name ?? report.ComputeType}: {check}");
        }

        WriteObject(Detailed ? report : report.Passed);
    }

    /// <summary>An existing target or a configuration to test.</summary>
    /// <param name="Workspace">The workspace of the target.</param>
    /// <param name="ErrorTarget">The target object of an error record; null for settings of the command line without a name.</param>
    /// <param name="Name">The name; null if a configuration is tested without a name.</param>
    /// <param name="Wanted">The configuration; null for an existing target.</param>
    /// <param name="EarlierRow">The earlier row of the same name; null for none.</param>
    private sealed record Subject(
        Workspace Workspace, object? ErrorTarget, string? Name, ComputeConfiguration? Wanted, string? EarlierRow = null);

    /// <summary>The result of a test: a report or an error.</summary>
    private sealed record Outcome(Subject Subject, ComputeTestReport? Report, ComputeTargetException? Error);
}
