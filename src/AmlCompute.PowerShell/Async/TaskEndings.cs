namespace AmlCompute.Async;

/// <summary>Runs actions when tasks end.</summary>
internal static class TaskEndings
{
    public static Task RunWhenEnded(this Task task, Action<Task> action) =>
        task.ContinueWith(action, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>Observes the exception of a task, because abandoned work can fail late and has no caller to report to.</summary>
    /// <returns>A task that ends with the task, and never fails.</returns>
    public static Task ObserveException(this Task task) => task.RunWhenEnded(ended => _ = ended.Exception);
}
