using System.Management.Automation;
using AmlCompute.Async;
using AmlCompute.Commands;

namespace AmlCompute.Jobs;

/// <summary>Runs a command with -AsJob. The pipeline thread plans the items, and the thread of the job starts them.</summary>
/// <param name="pump">The pump of the command, which the job disposes.</param>
#pragma warning disable CA1001 // The job belongs to the session, which removes and disposes it.
internal sealed class JobRunner(PipelinePump pump)
#pragma warning restore CA1001
{
    private readonly List<PlannedItem> _planned = [];
    private CommandJob? _job;
    private JobRuntime? _runtime;

    /// <summary>Gets a value indicating whether the job was started.</summary>
    public bool HasStarted => _job is not null;

    /// <summary>Gets the targets of the planned items: the name of each and that of its workspace.</summary>
    public IEnumerable<(string Name, string Workspace)> PlannedTargets => _planned.Select(item => (item.Name, item.Workspace));

    /// <summary>Plans the work on one target.</summary>
    /// <param name="name">The name of the target.</param>
    /// <param name="workspace">The name of its workspace.</param>
    /// <param name="work">The work, which runs on the thread pool.</param>
    /// <param name="writeResult">Writes the result or the failure of the work, on the thread of the job.</param>
    /// <param name="limit">The maximum number of items that run at the same time.</param>
    /// <param name="key">The key of items that may not run at the same time; null for none.</param>
    public void PlanWork<T>(
        string name, string workspace, Func<PumpCall, Task<T>> work, Action<Task<T>> writeResult, int limit, object? key)
    {
        _planned.Add(new PlannedItem(name, workspace, BeginWork));

        void BeginWork(CommandChildJob child)
        {
            if (child.IsOver())
            {
                return;
            }

            // Stop-Job can stop a child while it waits for its turn.
            PumpCall begun = pump.BeginItem(
                call => child.IsOver() ? Task.FromCanceled<T>(new CancellationToken(true)) : work(call),
                task => child.EndWithResult(() => writeResult(task)),
                limit,
                key,
                message => _runtime!.RunForChild(child, message));
            child.Begin(begun.CancelAsync);
        }
    }

    /// <summary>Plans the output of a target that needs no work. The thread of the job writes it.</summary>
    public void PlanOutput(string name, string workspace, Action write) =>
        _planned.Add(new PlannedItem(name, workspace, child => _runtime!.RunForChild(child, () =>
        {
            child.Begin();
            child.EndWithResult(write);
        })));

    /// <summary>
    /// Writes the result of one target of a command that processes all targets together, and ends the child job of the target. Outside a
    /// job it only writes the result.
    /// </summary>
    /// <param name="index">The index of the target in the job.</param>
    /// <param name="writeResult">Writes the result, on the thread of the caller.</param>
    /// <exception cref="PipelineStoppedException">
    /// All targets have ended, and one of them was stopped; or the result cannot be written, and the whole command must end.
    /// </exception>
    public void EndTarget(int index, Action writeResult)
    {
        if (_job is null)
        {
            writeResult();
            return;
        }

        CommandChildJob child = _job.Targets[index];
        _runtime!.RunForChild(child, () => child.EndWithResult(writeResult));
        if (_job.IsEndedByStop)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Returns an action that displays the status of one target and can be called on any thread; null outside a job.</summary>
    /// <param name="index">The index of the target in the job.</param>
    /// <param name="activity">The activity to show.</param>
    public Action<string>? CreateStatusWriter(int index, string activity) => _job?.Targets[index] is { } child
        ? status => pump.Post(null, _ => child.WriteProgress(CreateRecord(index + 1, activity, status)))
        : null;

    /// <summary>Returns a function for any thread that returns true if one target has ended or was stopped; null outside a job.</summary>
    /// <param name="index">The index of the target in the job.</param>
    public Func<bool>? CreateEndCheck(int index) => _job?.Targets[index] is { } child ? child.IsOver : null;

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
        job.Start(() => RunItems(job, complete), pump.Stop, action => pump.Post(null, _ => action()));
        pipeline.WriteObject(job);
    }

    /// <summary>Creates a record. The engine refuses an empty status; the service can return an empty state.</summary>
    private static ProgressRecord CreateRecord(int id, string activity, string status) =>
        new(id, TerminalText.Clean(activity), status.Length > 0 ? TerminalText.Clean(status) : ProvisioningStates.Unknown)
        {
            ParentActivityId = 0,
        };

    private void RunItems(CommandJob job, Action complete)
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

    /// <summary>An item of the job. Its work begins on the thread of the job, with the child job of its target.</summary>
    private sealed record PlannedItem(string Name, string Workspace, Action<CommandChildJob> Begin);
}
