using AmlCompute.Client.Http;

namespace AmlCompute.Client.Waiting;

/// <summary>
/// Reports the progress of a wait: one record for the whole wait and below it one record for each of the first targets that are not ready.
/// If the items have their own callbacks, only the record for the whole wait is reported.
/// </summary>
internal sealed class WaitProgress(IReadOnlyList<WaitedTarget> targets, ICallLog log)
{
    private const string Activity = "Waiting for targets";
    private readonly object _gate = new();
    private readonly int _itemCount = targets.Sum(target => target.Items.Count);
    private readonly bool _hasCallbacks = targets.Any(target => target.Items.Any(item => item.StateChanged is not null));

    /// <summary>The shown targets. The record of the whole wait has the id 0, that of a target its index plus one.</summary>
    private readonly WaitedTarget?[] _shown = new WaitedTarget?[CallProgress.MostShown];
    private readonly CallProgress?[] _records = new CallProgress?[CallProgress.MostShown + 1];
    private TimeSpan _elapsed;
    private int _done;
    private int _failed;
    private int _next;
    private bool _isComplete;

    /// <summary>Counts a target that is done or has failed, for the next report.</summary>
    public void Count(WaitedTarget target, bool isFailure)
    {
        lock (_gate)
        {
            log.State(target.Label, Text(target));
            int count = target.Items.Count;
            _failed += isFailure ? count : 0;
            _done += isFailure ? 0 : count;
        }
    }

    /// <summary>Reports the current progress; of several clocks, the longest time is shown.</summary>
    public void Report(TimeSpan elapsed)
    {
        lock (_gate)
        {
            int canceled = targets.Where(target => !target.IsEnded).Sum(target => target.Items.Count(item => item.IsCanceled));
            int left = _itemCount - _done - _failed - canceled;
            if (_isComplete || left == 0)
            {
                return;
            }

            _elapsed = elapsed > _elapsed ? elapsed : _elapsed;
            string? slowest = _itemCount > 1 ? targets.FirstOrDefault(target => !target.IsOver)?.Label : null;
            string status = CallProgress.StatusOfMany(Activity, _done, _failed, left, _elapsed, slowest);
            Post(new CallProgress(Activity, status, _itemCount > 1 ? (_itemCount - left) * 100 / _itemCount : -1, IsCompleted: false));
            foreach (WaitedTarget target in targets.Where(target => !target.IsOver && target.State is not null))
            {
                log.State(target.Label, Text(target));
            }

            if (_hasCallbacks)
            {
                ReportToItems();
            }
            else
            {
                ReportTargets();
            }
        }
    }

    /// <summary>Completes every record that was shown. Later reports are ignored.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;

            // The record of the whole wait comes last.
            foreach (CallProgress record in _records.OfType<CallProgress>().OrderByDescending(record => record.Id).ToArray())
            {
                Post(record.Complete());
            }
        }
    }

    private static string Text(WaitedTarget target) => target.State ?? "not seen yet";

    private void ReportToItems()
    {
        foreach (WaitedTarget target in targets.Where(target => !target.IsOver))
        {
            foreach (WaitItem item in target.Items)
            {
                item.ReportState(Text(target));
            }
        }
    }

    private void ReportTargets()
    {
        for (int i = 0; i < _shown.Length; i++)
        {
            ReportTarget(i);
        }
    }

    private void ReportTarget(int place)
    {
        if (_shown[place] is not { IsEnded: false })
        {
            _shown[place] = NextTarget();
        }

        if (_shown[place] is { } target)
        {
            Post(new CallProgress(CallProgress.Shorten(target.Label), Text(target), -1, IsCompleted: false)
            {
                Id = place + 1,
                ParentId = 0,
            });
        }
        else if (_records[place + 1] is { } record)
        {
            Post(record.Complete());
        }
    }

    private WaitedTarget? NextTarget()
    {
        while (_next < targets.Count && targets[_next].IsEnded)
        {
            _next++;
        }

        return _next < targets.Count ? targets[_next++] : null;
    }

    private void Post(CallProgress record)
    {
        if (_records[record.Id] != record)
        {
            _records[record.Id] = record;
            log.Progress(record);
        }
    }
}
