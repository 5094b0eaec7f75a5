using System.Management.Automation;
using AmlCompute.Async;
using AmlCompute.Commands;

namespace AmlCompute.Jobs;

/// <summary>
/// Runs a command with -AsJob. The pipeline thread plans the items and calls ShouldProcess; the thread of the job starts them.
/// </summary>
#pragma warning disable CA1001 // The job belongs to the session, which removes and disposes it.
internal sealed class JobRunner(PipelinePump pump)
#pragma warning restore CA1001
{
    private readonly List<(string Name, string Workspace, Action<CommandChildJob> Begin)> _planned = [];
    private CommandJob? _job;
    private JobRuntime? _runtime;

    /// <summary>Gets a value indicating whether the job was started.</summary>
    public bool HasStarted => _job is not null;

    /// <summary>Gets the planned items: the name of each target and that of its workspace.</summary>
    public IEnumerable<(string Name, string Workspace)> Planned => _planned.Select(item => (item.Name, item.Workspace));

    /// <summary>Plans the work on one target.</summary>
    /// <param name="name">The name of the target.</param>
    /// <param name="workspace">The name of its workspace.</param>
    /// <param name="work">The work, which runs on the thread pool.</param>
    /// <param name="ended">Writes the result of the completed work, on the thread of the job.</param>
    /// <param name="limit">The number of items that run at the same time.</param>
    /// <param name="key">The key of items that may not run at the same time; null for none.</param>
    public void Plan<T>(string name, string workspace, Func<PumpCall, Task<T>> work, Action<Task<T>> ended, int limit, object? key) =>
        _planned.Add((name, workspace, child =>
        {
            if (child.IsOver())
            {
                return;
            }

            // Stop-Job can stop a child while it waits for its turn.
            PumpCall begun = pump.Begin(
                call => child.IsOver() ? Task.FromCanceled<T>(new CancellationToken(true)) : work(call),
                task => child.End(() => ended(task)),
                limit,
                key,
                message => _runtime!.For(child, message));
            child.Begin(begun.CancelAsync);
        }
    ));

    /// <summary>Plans the output of a target that needs no work. The thread of the job writes it.</summary>
    public void PlanOutput(string name, string workspace, Action write) =>
        _planned.Add((name, workspace, child => _runtime!.For(child, () =>
        {
            child.Begin();
            child.End(write);
        })));

    /// <summary>Writes the result of one target of a command that processes all targets together.</summary>
    /// <param name="index">The index of the target in the job.</param>
    /// <param name="write">Writes the result, on the thread of the caller.</param>
    public void Settle(int index, Action write)
    {
        if (_job is null)
        {
            write();
            return;
        }

        CommandChildJob child = _job.Targets[index];
        _runtime!.For(child, () => child.End(write));
        if (_job.Targets.All(target => target.IsOver()) && _job.Targets.Any(target => target.JobStateInfo.State == JobState.Stopped))
        {
            // All targets have ended, so the remaining work has no effect.
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Returns an action that displays the status of one target and can be called on any thread; null outside a job.</summary>
    /// <param name="index">The index of the target in the job.</param>
    /// <param name="activity">The activity to show.</param>
    public Action<string>? Watcher(int index, string activity) => _job?.Targets[index] is { } child
        ? status => pump.Post(
            null,
            _ => child.Write(new ProgressRecord(index + 1, activity, TerminalText.Clean(status)) { ParentActivityId = 0 }))
        : null;

    /// <summary>Returns a function for any thread that returns true if one target has ended or was stopped; null outside a job.</summary>
    /// <param name="index">The index of the target in the job.</param>
    public Func<bool>? WasCanceled(int index) => _job?.Targets[index] is { } child ? child.IsOver : null;

    /// <summary>Starts a job, and writes it to the pipeline. The command then runs on the thread of the job.</summary>
    /// <param name="command">The command.</param>
    /// <param name="targets">The targets of the job: the name of each and that of its workspace.</param>
    /// <param name="complete">Ends the command after the planned items have begun.</param>
    public void Start(PSCmdlet command, IReadOnlyList<(string Name, string Workspace)> targets, Action complete)
    {
        string name = command.MyInvocation.MyCommand.Name;
        ICommandRuntime pipeline = command.CommandRuntime;
        CommandJob job = _job = new CommandJob(name, targets);
        command.JobRepository.Add(job);
        command.CommandRuntime = _runtime = new JobRuntime(job, name, command.GetType().FullName!);
        job.Start(() => Run(job, complete), pump.Stop, action => pump.Post(null, _ => action()));
        pipeline.WriteObject(job);
    }

    private void Run(CommandJob job, Action complete)
    {
        using (pump)
        {
            if (_planned.Count == 0)
            {
                // A wait processes all targets together, so each child begins at once.
                foreach (CommandChildJob child in job.Targets)
                {
                    child.Begin();
                }
            }

            for (int i = 0; i < _planned.Count; i++)
            {
                _planned[i].Begin(job.Targets[i]);
            }

            complete();
        }
    }
}
