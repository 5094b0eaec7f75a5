using System.Management.Automation;
using AmlCompute.Async;

namespace AmlCompute.Jobs;

/// <summary>The methods that a job and its child jobs share.</summary>
internal static class JobExtensions
{
    public static bool IsOver(this Job job) => job.JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped;

    public static bool HasRecords(this Job job) =>
        job.Output.Count + job.Error.Count + job.Warning.Count + job.Verbose.Count + job.Debug.Count + job.Progress.Count
            + job.Information.Count > 0;

    /// <summary>Requests a stop, and waits for it at most twice as long as the command waits for cancelled work.</summary>
    public static void StopAndWait(this Job job, Action requestStop)
    {
        if (!job.IsOver())
        {
            requestStop();
            _ = job.Finished.WaitOne(PipelinePump.StopGrace + PipelinePump.StopGrace);
        }
    }
}
