using System.Management.Automation;
using AmlCompute.Async;
using AmlCompute.Client.Http;

namespace AmlCompute.Commands.Calls;

/// <summary>
/// Shows the progress of a command that works on several items: one record with the counts and the slowest item, and below it a record for
/// each of at most five items. Only the pipeline thread uses it.
/// </summary>
/// <param name="activity">The text of the record of all items.</param>
/// <param name="clock">The wall clock; null for that of the machine.</param>
internal sealed class ItemProgress(string activity, TimeProvider? clock = null)
{
    /// <summary>The number of record ids for one item. It is larger than an item needs, so that no two items share an id.</summary>
    private const int IdsPerItem = 16;

    private const int SummaryId = 0;

    /// <summary>The id that the engine reads as no parent.</summary>
    private const int NoParentId = -1;

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly long _began = (clock ?? TimeProvider.System).GetTimestamp();

    /// <summary>The items that run, in the order in which they began.</summary>
    private readonly List<(PumpCall Item, string Name)> _running = [];

    /// <summary>The items that have a record of their own; null for a free place.</summary>
    private readonly PumpCall?[] _shownItems = new PumpCall?[CallProgress.MostShown];
    private int _done;
    private int _failed;
    private bool _showsSummary;

    /// <summary>Gets or sets a value indicating whether all items are known, so that a percentage can be shown.</summary>
    public bool KnowsAllItems { get; set; }

    public void BeginItem(PumpCall item, string name) => _running.Add((item, name));

    /// <summary>Counts an item that has ended, and frees its place.</summary>
    public void EndItem(Cmdlet cmdlet, PumpCall item, bool isFailed)
    {
        _failed += isFailed ? 1 : 0;
        _done += isFailed ? 0 : 1;
        RemoveItem(cmdlet, item);
    }

    /// <summary>Removes an item without counting it as done or failed, such as one whose work was abandoned.</summary>
    public void RemoveItem(Cmdlet cmdlet, PumpCall item)
    {
        _running.RemoveAll(running => running.Item == item);
        int place = Array.IndexOf(_shownItems, item);
        if (place >= 0)
        {
            _shownItems[place] = null;
        }

        if (_showsSummary)
        {
            WriteSummary(cmdlet);
        }
    }

    /// <summary>Writes the record of all items, and that of one item if a place is free for it. A single item has only its own.</summary>
    public void WriteItem(Cmdlet cmdlet, PumpCall item, CallProgress progress)
    {
        bool isOnlyItem = _running.Count + _done + _failed == 1;
        if (!isOnlyItem)
        {
            WriteSummary(cmdlet);
        }

        int place = Array.IndexOf(_shownItems, item);
        if (place < 0 && !progress.IsCompleted)
        {
            place = Array.IndexOf(_shownItems, null);
        }

        if (place >= 0)
        {
            _shownItems[place] = item;
            cmdlet.WriteProgress(CreateItemRecord(item, progress, place, isOnlyItem));
        }
    }

    /// <summary>Creates the record of the engine, which refuses an empty status; the service can return an empty state.</summary>
    public static ProgressRecord CreateRecord(CallProgress progress, int id, int parentId, string activity) =>
        new(id, TerminalText.Clean(activity), progress.Status.Length > 0 ? TerminalText.Clean(progress.Status) : ProvisioningStates.Unknown)
        {
            ParentActivityId = parentId,
            PercentComplete = progress.Percent,
            RecordType = progress.IsCompleted ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        };

    private ProgressRecord CreateItemRecord(PumpCall item, CallProgress progress, int place, bool isOnlyItem)
    {
        int firstId = (place + 1) * IdsPerItem;
        int topParentId = isOnlyItem ? NoParentId : SummaryId;
        int parentId = progress.ParentId >= 0 ? firstId + progress.ParentId : topParentId;
        string name = _running.Find(running => running.Item == item).Name ?? string.Empty;
        bool showsName = !isOnlyItem && progress.Id == 0 && name.Length > 0;
        return CreateRecord(
            progress, firstId + progress.Id, parentId, showsName ? CallProgress.ShortenName(name) : progress.Activity);
    }

    private void WriteSummary(Cmdlet cmdlet)
    {
        int ended = _done + _failed;
        bool isOver = _running.Count == 0;
        _showsSummary = !isOver;
        string? slowest = isOver ? null : _running[0].Name;
        string status = CallProgress.FormatStatus(activity, _done, _failed, _running.Count, _clock.GetElapsedTime(_began), slowest);
        cmdlet.WriteProgress(new ProgressRecord(SummaryId, activity, TerminalText.Clean(status))
        {
            PercentComplete = KnowsAllItems ? ended * 100 / Math.Max(1, ended + _running.Count) : -1,
            RecordType = isOver ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        });
    }
}
