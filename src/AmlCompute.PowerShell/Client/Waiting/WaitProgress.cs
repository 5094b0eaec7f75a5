using AmlCompute.Client.Http;

namespace AmlCompute.Client.Waiting;

/// <summary>
/// Reports the progress of a wait: one record for the whole wait and below it one record for each of the first targets that are not ready.
/// If the items have their own callbacks, these receive the states, and only the record for the whole wait is reported.
/// </summary>
internal sealed class WaitProgress(IReadOnlyList<WaitedTarget> targets, ICallLog log)
{
    private const string Activity = "Waiting for targets";
    private readonly object _gate = new();
    private readonly int _itemCount = targets.Sum(target => target.Items.Count);
    private readonly bool _hasCallbacks = targets.Any(target => target.Items.Any(item => item.StateChanged is not null));

    /// <summary>The shown targets. The record of the whole wait has the id 0, that of a target its index plus one.</summary>
    private readonly WaitedTarget?[] _shownTargets = new WaitedTarget?[CallProgress.MostShown];
    private readonly CallProgress?[] _records = new CallProgress?[CallProgress.MostShown + 1];
    private TimeSpan _elapsed;
    private int _doneCount;
    private int _failedCount;
    private int _nextIndex;
    private bool _isComplete;

    /// <summary>Logs the last state of a target that is done or has failed, and counts it for the next report.</summary>
    public void CountEnded(WaitedTarget target, bool isFailure)
    {
        lock (_gate)
        {
            log.WriteState(target.Label, DescribeState(target));
            int count = target.Items.Count;
            _failedCount += isFailure ? count : 0;
            _doneCount += isFailure ? 0 : count;
        }
    }

    /// <summary>Reports the current progress; of several clocks, the longest time is shown.</summary>
    public void Report(TimeSpan elapsed)
    {
        lock (_gate)
        {
            int canceled = targets.Where(target => !target.IsEnded).Sum(target => target.Items.Count(item => item.IsCanceled));
            int openCount = _itemCount - _doneCount - _failedCount - canceled;
            if (_isComplete || openCount == 0)
            {
                return;
            }

            _elapsed = elapsed > _elapsed ? elapsed : _elapsed;
            SendIfChanged(CreateRecord(openCount));
            foreach (WaitedTarget target in targets.Where(target => !target.IsOver && target.State is not null))
            {
                log.WriteState(target.Label, DescribeState(target));
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
                SendIfChanged(record.ToCompleted());
            }
        }
    }

    private CallProgress CreateRecord(int openCount)
    {
        string? slowest = _itemCount > 1 ? targets.FirstOrDefault(target => !target.IsOver)?.Label : null;
        string status = CallProgress.FormatStatus(Activity, _doneCount, _failedCount, openCount, _elapsed, slowest);
        int percent = _itemCount > 1 ? (_itemCount - openCount) * 100 / _itemCount : CallProgress.UnknownPercent;
        return new CallProgress(Activity, status, percent, IsCompleted: false);
    }

    private static string DescribeState(WaitedTarget target) => target.State ?? "not seen yet";

    private void ReportToItems()
    {
        foreach (WaitedTarget target in targets.Where(target => !target.IsOver))
        {
            foreach (WaitItem item in target.Items)
            {
                item.ReportState(DescribeState(target));
            }
        }
    }

    private void ReportTargets()
    {
        for (int i = 0; i < _shownTargets.Length; i++)
        {
            ReportTarget(i);
        }
    }

    private void ReportTarget(int index)
    {
        if (_shownTargets[index] is not { IsEnded: false })
        {
            _shownTargets[index] = TakeNextTarget();
        }

        if (_shownTargets[index] is { } target)
        {
            string activity = CallProgress.ShortenName(target.Label);
            SendIfChanged(new CallProgress(activity, DescribeState(target), CallProgress.UnknownPercent, IsCompleted: false)
            {
                Id = index + 1,
                ParentId = 0,
            });
        }
        else if (_records[index + 1] is { } record)
        {
            SendIfChanged(record.ToCompleted());
        }
    }

    private WaitedTarget? TakeNextTarget()
    {
        while (_nextIndex < targets.Count && targets[_nextIndex].IsEnded)
        {
            _nextIndex++;
        }

        return _nextIndex < targets.Count ? targets[_nextIndex++] : null;
    }

    private void SendIfChanged(CallProgress record)
    {
        if (_records[record.Id] != record)
        {
            _records[record.Id] = record;
            log.WriteProgress(record);
        }
    }
}
