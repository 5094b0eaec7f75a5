using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using AmlCompute.Commands;
using AmlCompute.Jobs;
using Xunit;

namespace AmlCompute.Tests.Jobs;

/// <summary>A job by itself: what becomes of its children, whatever the work does.</summary>
public sealed class CommandJobTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly CommandJob _job = new("Test-It", [("a", "one"), ("b", "two"), ("c", "ONE")]);
    private readonly JobRuntime _runtime;

    public CommandJobTests() => _runtime = new JobRuntime(_job, "Test-It", "Source");

    public void Dispose() => _job.Dispose();

    [Fact]
    public void Output_written_within_a_target_belongs_to_it_and_the_rest_to_the_job()
    {
        Run(() =>
        {
            foreach (CommandChildJob child in _job.Targets)
            {
                Do(child, () =>
                {
                    _runtime.WriteObject(child.Name);
                    _runtime.WriteVerbose("verbose");
                    _runtime.WriteDebug("debug");
                    _runtime.WriteWarning("warning");
                });
            }

            _runtime.WriteWarning("all");
            _runtime.WriteProgress(new ProgressRecord(0, "all", "done"));
        });
        Assert.Equal(JobState.Completed, _job.JobStateInfo.State);
        Assert.Equal("one,two", _job.Location);
        Assert.Equal(["a", "b", "c"], _job.Targets.Select(child => child.Output.Single().BaseObject));
        Assert.All(_job.Targets, child => Assert.Equal([1, 1, 1], [child.Verbose.Count, child.Debug.Count, child.Warning.Count]));
        Assert.Equal("all", Assert.Single(_job.Warning).Message);
        Assert.Single(_job.Progress);
        Assert.Equal(string.Empty, _job.StatusMessage);
        Assert.Null(_job.Reason);
    }

    [Fact]
    public void An_unexpected_exception_of_a_target_is_its_error_and_ends_the_job()
    {
        Run(() =>
        {
            Do(_job.Targets[0], () => { });
            Do(_job.Targets[1], () => throw new FormatException("odd"));
        });
        Assert.Equal([JobState.Completed, JobState.Failed, JobState.Stopped], States());
        Assert.Equal(JobState.Failed, _job.JobStateInfo.State);
        Assert.Equal("System.FormatException", Assert.Single(_job.Targets[1].Error).FullyQualifiedErrorId);
        Assert.Empty(_job.Error);
        Assert.IsType<FormatException>(_job.Reason);
        Assert.Equal("1 of 3 done, 1 failed, 1 stopped", _job.StatusMessage);
    }

    [Fact]
    public void The_status_message_of_a_failed_target_has_no_control_characters()
    {
        Run(() => Do(_job.Targets[0], () => throw new FormatException("odd\u001b[2J")));
        Assert.Equal("odd\ufffd[2J", _job.Targets[0].StatusMessage);
    }

    [Fact]
    public void An_unexpected_exception_between_the_targets_is_the_error_of_the_job()
    {
        Run(() => throw new FormatException("odd"));
        Assert.Equal([JobState.Stopped, JobState.Stopped, JobState.Stopped], States());
        Assert.Equal(JobState.Failed, _job.JobStateInfo.State);
        Assert.Equal("odd", Assert.Single(_job.Error).Exception.Message);
        Assert.Same(_job.Error[0].Exception, _job.Reason);
    }

    [Fact]
    public void Late_output_goes_to_the_job()
    {
        CommandChildJob child = _job.Targets[0];
        Run(() =>
        {
            Do(child, () => _runtime.WriteObject("in time"));
            _runtime.RunForChild(child, () =>
            {
                _runtime.WriteVerbose("late");
                _runtime.WriteError(new ErrorRecord(new FormatException("late"), "Late", ErrorCategory.NotSpecified, null));
            });
            child.WriteProgress(new ProgressRecord(0, "late", "late"));
        });
        Assert.Single(child.Output);
        Assert.Equal(JobState.Completed, child.JobStateInfo.State);
        Assert.Equal(0, child.Verbose.Count + child.Error.Count + child.Progress.Count);
        Assert.Equal("late", Assert.Single(_job.Verbose).Message);
        Assert.Equal("Late,Source", Assert.Single(_job.Error).FullyQualifiedErrorId);
    }

    [Fact]
    public void Progress_of_a_target_is_completed_when_it_ends()
    {
        CommandChildJob child = _job.Targets[0];
        Run(() =>
        {
            child.Begin();
            child.WriteProgress(new ProgressRecord(1, "one", "going"));
            child.WriteProgress(new ProgressRecord(2, "two", "going"));
            Assert.Equal("two: going", child.StatusMessage);
            child.WriteProgress(new ProgressRecord(2, "two", "going") { RecordType = ProgressRecordType.Completed });
            Assert.Equal(string.Empty, child.StatusMessage);
            child.EndWithResult(() => { });
        });
        Assert.Equal(
            ["1 Processing", "2 Processing", "2 Completed", "1 Completed"],
            child.Progress.Select(record => $"{record.ActivityId} {record.RecordType}"));
    }

    [Fact]
    public void A_stop_that_comes_when_the_last_target_has_completed_stops_nothing()
    {
        _job.Start(
            () => _job.Targets[2].StopJob(),
            () => { },
            cancel =>
            {
                foreach (CommandChildJob child in _job.Targets)
                {
                    Do(child, () => { });
                }

                cancel();
            });
        Assert.True(_job.Finished.WaitOne(Limit));
        Assert.Equal(JobState.Completed, _job.JobStateInfo.State);
    }

    [Fact]
    public void A_stop_of_the_job_that_comes_when_all_targets_have_completed_stops_nothing()
    {
        Run(() =>
        {
            foreach (CommandChildJob child in _job.Targets)
            {
                Do(child, () => { });
            }

            throw new PipelineStoppedException();
        });
        Assert.Equal(JobState.Completed, _job.JobStateInfo.State);
    }

    [Fact]
    public void A_job_removed_while_it_works_ends_without_an_error()
    {
        using ManualResetEventSlim isBegun = new();
        using ManualResetEventSlim isRemoved = new();
        using ManualResetEventSlim isTold = new();
        bool isRefused = false;
        _job.Start(
            () =>
            {
                isBegun.Set();
                Assert.True(isRemoved.Wait(Limit));
                try
                {
                    Do(_job.Targets[0], () => _runtime.WriteObject("nobody is there"));
                }
                catch (ObjectDisposedException)
                {
                    isRefused = true;
                    throw;
                }
                finally
                {
                    isTold.Set();
                }
            },
            () => { },
            _ => { });
        Assert.True(isBegun.Wait(Limit, TestContext.Current.CancellationToken));
        _job.Dispose();
        isRemoved.Set();
        Assert.True(isTold.Wait(Limit, TestContext.Current.CancellationToken));
        Assert.True(isRefused);
    }

    [Fact]
    public void Receive_Job_gives_all_of_it_once_and_removes_it()
    {
        Collection<PSObject> received = [];
        string[] errors = [];
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using (PowerShell shell = PowerShell.Create(runspace).AddCommand("Receive-Job").AddParameter("Job", _job).AddParameter("Wait"))
        using (ManualResetEventSlim isRead = new())
        {
            _job.Start(
                () =>
                {
                    Assert.True(isRead.Wait(Limit));
                    foreach (CommandChildJob child in _job.Targets)
                    {
                        Do(child, () => _runtime.WriteObject(child.Name));
                    }

                    _runtime.WriteError(new ErrorRecord(new FormatException("end"), "End", ErrorCategory.NotSpecified, null));
                },
                () => { },
                _ => { });
            IAsyncResult call = shell.BeginInvoke();
            isRead.Set();
            received = [.. shell.EndInvoke(call)];
            errors = [.. shell.Streams.Error.Select(error => error.FullyQualifiedErrorId)];
        }

        Assert.Equal(["a", "b", "c"], received.Select(item => item.BaseObject));
        Assert.Equal(["End,Source"], errors);
        Assert.False(_job.HasMoreData);
    }

    private void Do(CommandChildJob child, Action write)
    {
        child.Begin();
        _runtime.RunForChild(child, () => child.EndWithResult(write));
    }

    private void Run(Action work)
    {
        _job.Start(work, () => { }, _ => { });
        Assert.True(_job.Finished.WaitOne(Limit));
    }

    private JobState[] States() => [.. _job.Targets.Select(child => child.JobStateInfo.State)];
}
