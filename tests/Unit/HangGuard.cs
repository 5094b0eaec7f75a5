using System.Collections.Concurrent;
using System.Reflection;
using AmlCompute.Tests;
using Xunit.v3;

[assembly: HangGuard]

namespace AmlCompute.Tests;

/// <summary>
/// Ends the run if no test has begun or ended for long, and names the running tests, because a hung run prints nothing.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class HangGuardAttribute : BeforeAfterTestAttribute
{
    private const int ExitCode = 124;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly ConcurrentDictionary<string, DateTime> Running = new();
    private static readonly Lazy<Thread> Watch = new(StartWatch);
    private static long _lastChange;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        _ = Watch.Value;
        Running[test.TestDisplayName] = DateTime.UtcNow;
        Volatile.Write(ref _lastChange, Environment.TickCount64);
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        Running.TryRemove(test.TestDisplayName, out _);
        Volatile.Write(ref _lastChange, Environment.TickCount64);
    }

    // A thread of its own: what hangs may be the pool.
    private static Thread StartWatch()
    {
        Volatile.Write(ref _lastChange, Environment.TickCount64);
        Thread watch = new(EndWhenHung) { IsBackground = true, Name = nameof(HangGuardAttribute) };
        watch.Start();
        return watch;
    }

    private static void EndWhenHung()
    {
        while (Environment.TickCount64 - Volatile.Read(ref _lastChange) < Limit.TotalMilliseconds)
        {
            Thread.Sleep(1000);
        }

        string[] names = [.. Running.OrderBy(test => test.Value).Select(test => $"  {test.Key}, since {test.Value:T}")];
        Console.Error.WriteLine(
            $"No test began or ended for {Limit.TotalMinutes} minutes. Threads of the pool: " +
            $"{ThreadPool.ThreadCount}, work that waits for one: "
            + $"{ThreadPool.PendingWorkItemCount}. Running:{Environment.NewLine}{string.Join(Environment.NewLine, names)}");
        Environment.Exit(ExitCode);
    }
}
