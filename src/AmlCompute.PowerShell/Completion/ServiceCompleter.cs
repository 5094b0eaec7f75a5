using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;

namespace AmlCompute.Completion;

/// <summary>
/// Completes a parameter from what the service has. It answers within a time that a person at the prompt accepts, or with nothing; it asks nothing of the
/// service unless the session is signed in, and it never signs in.
/// </summary>
public abstract class ServiceCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(1500);

    /// <summary>Gets a value indicating whether the parameter takes wildcards.</summary>
    private protected virtual bool TakesWildcards => false;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            CompletionWord typed = new(wordToComplete, TakesWildcards);
            CompletedCommand command = new(commandName, commandAst, fakeBoundParameters);
            return OpenSession(commandName) is (AmlSession session, string folder) && Locate(session, command, folder) is { } workspace
                ? [.. Answers(command, workspace, new ServiceQuestions(session.Completions, workspace, Ask)).Where(answer => typed.Fits(answer.Value) || (answer.Shown is not null && typed.Fits(answer.Shown)))
                    .Select(answer => typed.Complete(answer.Value, answer.Shown, answer.ToolTip))]
                : [];
        }
        catch (Exception)
        {
            // Whatever fails: at the prompt there is nobody to tell, and no answer is an answer.
            return [];
        }
    }

    /// <summary>What can stand here.</summary>
    /// <param name="command">The command that is typed.</param>
    /// <param name="workspace">The workspace it would work in.</param>
    /// <param name="service">What can be asked of the service.</param>
    private protected abstract IEnumerable<CompletionAnswer> Answers(CompletedCommand command, Workspace workspace, ServiceQuestions service);

    /// <summary>The workspace that the command would work in; null when that cannot be told without running something.</summary>
    private protected virtual Workspace? Locate(AmlSession session, CompletedCommand command, string folder) =>
        command.IsUnclear("Workspace") ? null : session.ResolveSignedIn(command["Workspace"], folder);

    private static T? Ask<T>(Func<CallContext, Task<T>> question)
        where T : class =>
        AnswerWithin(Limit, token => question(new CallContext(new SilentLog(), token) { MaySignIn = false }));

    /// <summary>
    /// Runs a question on the pool and waits for its answer on this thread, on which the engine runs no command. After the limit it cancels the question and
    /// does not wait for its end.
    /// </summary>
    /// <returns>The answer; null when it took too long.</returns>
    internal static T? AnswerWithin<T>(TimeSpan limit, Func<CancellationToken, Task<T>> question)
        where T : class
    {
        CancellationTokenSource cancelling = new();
        Task<T> answer = Task.Run(() => question(cancelling.Token), CancellationToken.None);
        if (Task.WaitAny([answer], limit) == 0)
        {
            cancelling.Dispose();
            return answer.GetAwaiter().GetResult();
        }

        // A late failure has nobody to report it to. Cancel runs on the pool, because a callback of the token may block.
        answer.ContinueWith(
            late => { _ = late.Exception; }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _ = Task.Run(cancelling.Cancel, CancellationToken.None);
        return null;
    }

    /// <summary>
    /// The session of this runspace, which is kept in the scope of the module that the command comes from. The engine makes completers by their type and gives
    /// them nothing of the session, so it is asked for the command.
    /// </summary>
    private static (AmlSession Session, string Folder)? OpenSession(string commandName)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        CommandInfo? command = shell.AddCommand("Microsoft.PowerShell.Core\\Get-Command")
            .AddParameter("Name", commandName).AddParameter("ErrorAction", ActionPreference.Ignore).Invoke<CommandInfo>().FirstOrDefault();
        SessionState? state = ((command as AliasInfo)?.ResolvedCommand ?? command)?.Module?.SessionState;
        return state?.PSVariable.GetValue(AmlSession.VariableName) is AmlSession session
            ? (session, state.Path.CurrentFileSystemLocation.ProviderPath)
            : null;
    }
}
