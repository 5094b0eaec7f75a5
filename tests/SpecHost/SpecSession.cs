using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace AmlCompute.SpecHost;

/// <summary>What the scripts of the host know and say about the file they run; what they say becomes reports.</summary>
/// <remarks>A report of null stands for the begin of a step that is no test: it only shows that the run goes on.</remarks>
public sealed class SpecSession(
    string path, Func<string, bool> filter, bool discoverOnly, TestDrive drive, HostOutput output, ChannelWriter<SpecResult?> reports)
{
    internal static readonly string ScriptFolder = System.IO.Path.Combine(AppContext.BaseDirectory, "SpecHost");

    private readonly string _fileName = System.IO.Path.GetFileName(path);
    private readonly string _label = Label(path);
    private bool _complete;
    private int _violations;
    private string? _abandoned;

    public string Path { get; } = path;

    public SpecBlock Root { get; } = new("", null);

    public TestDrive TestDrive { get; } = drive;

    /// <summary>The block whose body discovery is in; null when discovery is over.</summary>
    public SpecBlock? Current { get; set; }

    /// <summary>Finds the items of a block, in the session state of the specs.</summary>
    public ScriptBlock? DiscoverBlock { get; set; }

    /// <summary>Yields the expanded name of a node, in the session state of the specs.</summary>
    public ScriptBlock? ExpandName { get; set; }

    /// <summary>Whether discovery went well and is not all that was asked for.</summary>
    public bool RunsTests { get; private set; }

    /// <summary>The step that runs, in words.</summary>
    internal string CurrentStep { get; private set; } = "discovery";

    /// <summary>Whether a test with this uid, found earlier, came from this file.</summary>
    internal static bool IsIn(string path, string uid) =>
        uid.StartsWith($"{Label(path)} > ", StringComparison.Ordinal) || uid == System.IO.Path.GetFileName(path);

    public void DiscoveryStarted() => Current = Root;

    public void DiscoveryEnded()
    {
        Current = null;
        var seen = new Dictionary<string, int>();
        foreach (var test in Root.Tests)
        {
            var uid = $"{_label} > {test.RawPath}";
            var count = seen[uid] = seen.GetValueOrDefault(uid) + 1;
            test.Uid = count == 1 ? uid : $"{uid} #{count}";
            test.Selected = filter(test.Uid);
            if (discoverOnly && test.Selected)
            {
                Report(test, SpecOutcome.Discovered);
            }
        }

        _complete = discoverOnly;
        RunsTests = !discoverOnly;
    }

    /// <summary>The file cannot be read as a spec: that is one failed test, named after the file.</summary>
    public void FileFailed(ErrorRecord error)
    {
        _complete = true;
        Fail(_fileName, 1, error);
    }

    public void StepStarted(string step, SpecNode node)
    {
        CurrentStep = $"{step} of {_label}{(node.Parent is null ? "" : $" > {node.Path}")}";
        reports.TryWrite(null);
    }

    public void TestStarted(SpecTest test)
    {
        StepStarted("It", test);
        test.Started = DateTimeOffset.UtcNow;
        output.Take();
        Report(test, SpecOutcome.Started);
    }

    public void TestEnded(SpecTest test)
    {
        if (!test.Selected)
        {
            return;
        }

        if (test.SkipReason is { } reason)
        {
            Report(test, SpecOutcome.Skipped, reason);
        }
        else if (test.Errors is [var skipped] && SpecError.Is(skipped, SpecError.SkippedId))
        {
            Report(test, SpecOutcome.Skipped, skipped.Exception.Message);
        }
        else if (test.Errors.Count > 0)
        {
            Report(test, SpecOutcome.Failed, SpecError.Message(test.Errors), SpecError.StackTrace(test.Errors));
        }
        else
        {
            Report(test, SpecOutcome.Passed);
        }
    }

    /// <summary>A BeforeAll failed: so did every test of its block that was to run.</summary>
    public void BlockFailed(SpecBlock block, ErrorRecord error)
    {
        foreach (var test in block.Tests)
        {
            test.Fail(error);
            TestEnded(test);
        }
    }

    /// <summary>An AfterAll failed, after its tests were reported: it becomes a failed test of its own.</summary>
    public void AfterAllFailed(SpecBlock block, ErrorRecord error) =>
        Fail(block.Parent is null ? $"{_label} > AfterAll" : $"{_label} > {block.Path}.AfterAll", block.Line, error);

    /// <summary>
    /// What a spec sent to create or attach a compute target must be what the schema allows; else that is a failed test of its own. What the sandbox itself
    /// refused for its form, a spec sent to see that.
    /// </summary>
    public void RequestSeen(string method, string path, string? body, int? status)
    {
        if (body is not null && status != 400 && ComputeSchema.Applies(method, path))
        {
            foreach (var violation in ComputeSchema.Violations(JsonNode.Parse(body)))
            {
                var name = $"{_label} > the body for {path.Split('/')[^1]} fits the schema #{++_violations}";
                Report(name, name, 1, SpecOutcome.Failed, violation);
            }
        }
    }

    public void RunEnded() => _complete = true;

    /// <summary>Says why the run is about to be stopped; no test can pass from here on.</summary>
    internal void Abandon(string reason) => _abandoned = reason;

    /// <summary>Ends the reports; what the run left without a result is failed for the reason.</summary>
    internal void End(string reason)
    {
        if (!_complete && !RunsTests)
        {
            Report(_fileName, _fileName, 1, SpecOutcome.Failed, _abandoned ?? reason);
        }

        foreach (var test in Root.Tests.Where(test => !_complete && RunsTests && test.Runs && !test.Reported))
        {
            Report(test, SpecOutcome.Failed, _abandoned ?? reason);
        }

        _complete = true;
        reports.TryComplete();
    }

    private static string Label(string path) => System.IO.Path.GetFileName(path)[..^SpecRunner.Suffix.Length];

    private void Fail(string name, int line, ErrorRecord error) =>
        Report(name, name, line, SpecOutcome.Failed, SpecError.Message([error]), SpecError.StackTrace([error]));

    private void Report(SpecTest test, SpecOutcome outcome, string message = "", string stackTrace = "")
    {
        test.Reported = outcome is not (SpecOutcome.Discovered or SpecOutcome.Started);
        Report(test.Uid, $"{_label} > {test.Path}", test.Line, outcome, message, stackTrace, test.Started);
    }

    private void Report(
        string uid, string name, int line, SpecOutcome outcome, string message = "", string stackTrace = "", DateTimeOffset? started = null)
    {
        var now = DateTimeOffset.UtcNow;
        reports.TryWrite(new SpecResult(uid, name, outcome)
        {
            File = Path,
            Line = line,
            StartTime = started ?? now,
            Duration = now - (started ?? now),
            Message = message,
            StackTrace = stackTrace,
            Output = outcome == SpecOutcome.Failed ? output.Take() : "",
        });
    }
}
