using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Language;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Http;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Completion;

/// <summary>
/// The base class of completers that read values from the service. It returns no values if the service does not answer within a time that
/// a user at the prompt accepts, or answers with an error. It uses existing connections only, and never signs in.
/// </summary>
public abstract class ServiceCompleter : IArgumentCompleter
{
    /// <summary>The longest time to wait for all answers to one Tab key.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMilliseconds(1500);

    /// <summary>Gets a value indicating whether the parameter takes wildcards, so that those in a value are escaped.</summary>
    private protected virtual bool TakesWildcards => false;

    /// <summary>Gets a value indicating whether the typed text can also be inside a value.</summary>
    private protected virtual bool AllowsMatchInside => false;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            CompletionWord typed = new(wordToComplete, TakesWildcards);
            CompletedCommand command = new(commandName, parameterName, commandAst, fakeBoundParameters);
            if (FindSession(commandName) is not (AmlSession session, var folder))
            {
                return [];
            }

            Stopwatch waited = Stopwatch.StartNew();
            if (FindWorkspace(session, command, () => FindConfig(folder, waited)) is not { } workspace)
            {
                return [];
            }

            ServiceQueries service = new(session.Completions, workspace, query => RunQuery(query, waited));
            return [.. SelectMatches(ListAnswers(command, service), typed)];
        }
        catch (Exception)
        {
            // PowerShell shows no error during completion, and an empty list is a valid answer.
            return [];
        }
    }

    /// <summary>
    /// Runs a query on the thread pool and blocks the calling thread until the answer, so that the engine runs no command meanwhile. After
    /// the limit it cancels the query and does not wait for its end.
    /// </summary>
    /// <param name="limit">The longest time to wait; a negative time counts as zero.</param>
    /// <param name="query">The query.</param>
    /// <returns>The answer; null if it took too long, or if the query has none.</returns>
    internal static T? WaitForAnswer<T>(TimeSpan limit, Func<CancellationToken, Task<T>> query)
        where T : class
    {
        CancellationTokenSource cancellation = new();
        Task<T> answer = Task.Run(() => query(cancellation.Token), CancellationToken.None);
        if (Task.WaitAny([answer], limit > TimeSpan.Zero ? limit : TimeSpan.Zero) == 0)
        {
            cancellation.Dispose();
            return answer.GetAwaiter().GetResult();
        }

        _ = EndLateQueryAsync(answer, cancellation);
        return null;
    }

    /// <summary>Returns the possible values.</summary>
    private protected abstract IEnumerable<CompletionAnswer> ListAnswers(CompletedCommand command, ServiceQueries service);

    /// <summary>Returns the names of groups of items, each with the descriptions of its items.</summary>
    private protected static IEnumerable<CompletionAnswer> GroupByName<T>(
        IEnumerable<T> items, Func<T, string> nameOf, Func<T, string> describe) => items
        .GroupBy(nameOf, describe, StringComparer.OrdinalIgnoreCase)
        .OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
        .Select(group => new CompletionAnswer(group.Key, string.Join(", ", group)));

    /// <summary>
    /// Returns the workspace whose values are completed: that of the command. Returns null if neither the session nor a workspace object on
    /// the line has a connection, or if the argument that decides is known only after running the line.
    /// </summary>
    private protected virtual Workspace? FindWorkspace(
        AmlSession session, CompletedCommand command, Func<WorkspaceReference?> findConfig) =>
        command.IsUnknownUntilRun("Workspace", "WorkspaceName") ? null : session.FindSignedInWorkspace(command["Workspace"], findConfig);

    /// <summary>
    /// Returns the answers that match: first those whose value or list text begins with the typed text, then, if the completer allows it,
    /// those whose value contains it.
    /// </summary>
    private IEnumerable<CompletionResult> SelectMatches(IEnumerable<CompletionAnswer> answers, CompletionWord typed)
    {
        List<CompletionAnswer> startMatches = [];
        List<CompletionAnswer> insideMatches = [];
        foreach (CompletionAnswer answer in answers)
        {
            if (typed.MatchesStartOf(answer.Value) || (answer.ListText is { } listText && typed.MatchesStartOf(listText)))
            {
                startMatches.Add(answer);
            }
            else if (AllowsMatchInside && typed.MatchesPartOf(answer.Value))
            {
                insideMatches.Add(answer);
            }
        }

        return startMatches.Concat(insideMatches)
            .Where(answer => answer.IsWritable)
            .Select(answer => typed.CreateResult(answer.Value, answer.ListText, answer.ToolTip, answer.IsCode));
    }

    /// <summary>Cancels a query, and disposes the source of its token after its end.</summary>
    private static async Task EndLateQueryAsync(Task answer, CancellationTokenSource cancellation)
    {
        // Cancel runs on the thread pool, because a callback of the token may block. WhenAny waits without throwing.
        Task cancelled = Task.Run(cancellation.Cancel, CancellationToken.None);
        await Task.WhenAny(cancelled).ConfigureAwait(false);
        await Task.WhenAny(answer).ConfigureAwait(false);

        // A late failure has no caller to report to.
        _ = cancelled.Exception;
        _ = answer.Exception;
        cancellation.Dispose();
    }

    private static IReadOnlyList<object>? RunQuery(Func<CallContext, Task<IReadOnlyList<object>>> query, Stopwatch waited) => WaitForAnswer(
        AnswerLimit - waited.Elapsed, token => query(new CallContext(new SilentLog(), token) { MaySignIn = false }));

    /// <summary>Returns the workspace of a config file or of the environment; null if none is found in time.</summary>
    private static WorkspaceReference? FindConfig(string? folder, Stopwatch waited) => WaitForAnswer(
        AnswerLimit - waited.Elapsed,
        _ => Task.FromResult(WorkspaceConfig.FindWorkspace(folder, Environment.GetEnvironmentVariable)!));

    /// <summary>
    /// Returns the session of this runspace, which is stored in the scope of the command's module, and the current folder; null before the
    /// first command of the module. The engine creates completers by their type and passes no session state, so Get-Command finds the
    /// module.
    /// </summary>
    private static (AmlSession Session, string? Folder)? FindSession(string commandName)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        CommandInfo? command = shell.AddCommand("Microsoft.PowerShell.Core\\Get-Command")
            .AddParameter("Name", commandName).AddParameter("ErrorAction", ActionPreference.Ignore).Invoke<CommandInfo>().FirstOrDefault();
        SessionState? state = ((command as AliasInfo)?.ResolvedCommand ?? command)?.Module?.SessionState;
        return state?.PSVariable.GetValue(AmlSession.VariableName) is AmlSession session
            ? (session, FilePaths.FindCurrentFolder(state.Path))
            : null;
    }
}
