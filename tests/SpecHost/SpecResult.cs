using System.Management.Automation;
using System.Text.RegularExpressions;

namespace AmlCompute.SpecHost;

/// <summary>How a test stands: found (discovery alone), or how it ended.</summary>
public enum SpecOutcome
{
    Discovered,
    Started,
    Passed,
    Failed,
    Skipped,
}

/// <summary>One report about one test, or about a file or an AfterAll that failed as a test of its own.</summary>
public sealed record SpecResult(string Uid, string Name, SpecOutcome Outcome)
{
    public string File { get; init; } = "";

    public int Line { get; init; } = 1;

    public DateTimeOffset StartTime { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>Why the test failed or was skipped.</summary>
    public string Message { get; init; } = "";

    /// <summary>Where it failed, one frame a line, in the form in which .NET prints a stack.</summary>
    public string StackTrace { get; init; } = "";

    /// <summary>What the test wrote to the host.</summary>
    public string Output { get; init; } = "";
}

/// <summary>Words for the errors of a test.</summary>
internal static partial class SpecError
{
    /// <summary>The error id by which Set-ItResult -Skipped ends a test, as in Pester.</summary>
    public const string SkippedId = "PesterTestSkipped";

    /// <summary>The error id of a Should that does not hold, as in Pester.</summary>
    public const string AssertionId = "PesterAssertionFailed";

    public static string Message(IEnumerable<ErrorRecord> errors) => string.Join(Environment.NewLine, errors.Select(Message));

    public static string StackTrace(IEnumerable<ErrorRecord> errors) => string.Join(
        Environment.NewLine,
        errors.SelectMany(error => (error.ScriptStackTrace ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Where(frame => !frame.Contains(SpecSession.ScriptFolder, StringComparison.Ordinal))
            .Select(frame => Frame().Replace(frame.Trim(), "   at ${what} in ${file}:line ${line}")));

    private static string Message(ErrorRecord error) => Is(error, AssertionId)
        ? error.Exception.Message
        : $"{error.Exception.GetType().Name}: {error.Exception.Message} ({error.FullyQualifiedErrorId})";

    public static bool Is(ErrorRecord error, string id) =>
        error.FullyQualifiedErrorId.Split(',')[0].Equals(id, StringComparison.Ordinal);

    [GeneratedRegex(@"^at (?<what>.*), (?<file>[^,]*): line (?<line>\d+)$")]
    private static partial Regex Frame();
}
