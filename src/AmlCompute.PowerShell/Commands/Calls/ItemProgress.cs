using System.Management.Automation;
using AmlCompute.Client.Http;

namespace AmlCompute.Commands.Calls;

/// <summary>
/// The progress of a command that works on several items: one record with the counts and the slowest item, and one record for each of at
/// most five items below it. Only the pipeline thread uses it.
/// </summary>
/// <param name="activity">The text of the record of all items.</param>
/// <param name="clock">The wall clock; null for that of the machine.</param>
internal sealed class ItemProgress(string activity, TimeProvider? clock = null)
{
    /// <summary>More ids than one item uses, so that no two items share an id.</summary>
    private const int IdsOfItem = 16;

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly long _began = (clock ?? TimeProvider.System).GetTimestamp();
    private readonly List<(object Item, string Name)> _running = [];
    private readonly object?[] _places = new object?[CallProgress.MostShown];
    private int _done;
    private int _failed;
    private bool _isShown;

    /// <summary>Gets or sets a value indicating whether all items are known, so that a percentage is known.</summary>
    public bool IsWhole { get; set; }

    public void Begin(object item, string name) => _running.Add((item, name));

    /// <summary>Counts an item that has ended, and frees its place.</summary>
    /// <param name="cmdlet">The command.</param>
    /// <param name="item">The item.</param>
    /// <param name="isFailed">True for a failure, false for success, null for an item that was abandoned.</param>
    public void End(Cmdlet cmdlet, object item, bool? isFailed)
    {
        if (_running.RemoveAll(running => running.Item == item) == 0)
        {
            return;
        }

        _failed += isFailed == true ? 1 : 0;
        _done += isFailed == false ? 1 : 0;
        int place = Array.IndexOf(_places, item);
        if (place >= 0)
        {
            _places[place] = null;
        }

        if (_isShown)
        {
            Show(cmdlet);
        }
    }

    /// <summary>Returns the record of an item, and updates the record of the whole; null if the item has no place.</summary>
    public ProgressRecord? Show(Cmdlet cmdlet, object item, CallProgress progress)
    {
        int place = Array.IndexOf(_places, item);
        place = place >= 0 || progress.IsCompleted ? place : Array.IndexOf(_places, null);
        if (place >= 0)
        {
            _places[place] = item;
        }

        bool isOne = _running.Count + _done + _failed == 1;
        if (!isOne)
        {
            Show(cmdlet);
        }

        int firstId = (place + 1) * IdsOfItem;
        string name = _running.Find(running => running.Item == item).Name ?? string.Empty;
        bool isMain = !isOne && progress.Id == 0 && name.Length > 0;
        int parentId = progress.ParentId >= 0 ? firstId + progress.ParentId : isOne ? -1 : 0;
        string shown = isMain ? CallProgress.Shorten(name) : progress.Activity;
        return place < 0 ? null : RecordOf(progress, firstId + progress.Id, parentId, shown);
    }

    public static ProgressRecord RecordOf(CallProgress progress, int id, int parentId, string activity) =>
        new(id, TerminalText.Clean(activity), TerminalText.Clean(progress.Status))
        {
            ParentActivityId = parentId,
            PercentComplete = progress.Percent,
            RecordType = progress.IsCompleted ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        };

    private void Show(Cmdlet cmdlet)
    {
        int ended = _done + _failed;
        bool isOver = _running.Count == 0;
        _isShown = !isOver;
        string? slowest = isOver ? null : _running[0].Name;
        string status = CallProgress.StatusOfMany(activity, _done, _failed, _running.Count, _clock.GetElapsedTime(_began), slowest);
        cmdlet.WriteProgress(new ProgressRecord(0, activity, TerminalText.Clean(status))
        {
            PercentComplete = IsWhole ? ended * 100 / Math.Max(1, ended + _running.Count) : -1,
            RecordType = isOver ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        });
    }
}
