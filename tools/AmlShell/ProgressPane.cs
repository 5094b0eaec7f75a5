using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace AmlCompute.Shell;

/// <summary>
/// The running activities as text at the bottom of the terminal, redrawn in place: a few lines where the cursor may be moved,
/// one line and carriage returns only where escape codes are not wanted.
/// </summary>
internal sealed class ProgressPane(bool usesEscapeCodes)
{
    private const int MostLines = 5;
    private const int BarWidth = 20;

    private readonly List<(long Source, ProgressRecord Record)> _activities = [];
    private int _drawnLength;

    public bool IsEmpty => _activities.Count == 0;

    public void Update(long source, ProgressRecord record)
    {
        int known = _activities.FindIndex(activity => activity.Source == source && activity.Record.ActivityId == record.ActivityId);
        if (record.RecordType == ProgressRecordType.Completed)
        {
            Remove(source, record.ActivityId);
        }
        else if (known >= 0)
        {
            _activities[known] = (source, record);
        }
        else
        {
            _activities.Add((source, record));
        }
    }

    public void Clear() => _activities.Clear();

    /// <summary>The text that draws the pane from the start of a line and returns there.</summary>
    public string Draw(int width)
    {
        List<string> lines = [];
        foreach ((long source, ProgressRecord record) in _activities.Where(activity => !HasParent(activity)))
        {
            Append(source, record, depth: 0, lines);
        }

        int shown = usesEscapeCodes ? MostLines : 1;
        if (lines.Count > shown)
        {
            lines = usesEscapeCodes
                ? [.. lines.Take(shown - 1), $"... and {lines.Count - shown + 1} more"]
                : [$"({lines.Count}) {lines[0].TrimStart()}"];
        }

        StringBuilder text = new(Erase());
        text.AppendJoin('\n', lines.Select(line => Cut(line, width - 1)).Select(line =>
            usesEscapeCodes ? PSStyle.Instance.Progress.Style + line + PSStyle.Instance.Reset : line));
        if (usesEscapeCodes && lines.Count > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $"\e[{lines.Count - 1}A");
        }

        _drawnLength = lines.Count == 0 ? 0 : Math.Min(lines[0].Length, width - 1);
        return text.Append('\r').ToString();
    }

    /// <summary>The text that removes what <see cref="Draw"/> drew.</summary>
    public string Erase()
    {
        string text = _drawnLength == 0 ? string.Empty : usesEscapeCodes ? "\r\e[J" : "\r" + new string(' ', _drawnLength) + "\r";
        _drawnLength = 0;
        return text;
    }

    private static string Cut(string line, int length) => line.Length <= length ? line : line[..Math.Max(0, length)];

    private static string Format(ProgressRecord record, int depth)
    {
        StringBuilder line = new(new string(' ', 2 * depth) + record.Activity);
        if (!string.IsNullOrWhiteSpace(record.StatusDescription))
        {
            line.Append(": ").Append(record.StatusDescription);
        }

        if (record.PercentComplete is >= 0 and <= 100)
        {
            int filled = record.PercentComplete * BarWidth / 100;
            line.Append(" [").Append('#', filled).Append(' ', BarWidth - filled).Append("] ").Append(record.PercentComplete).Append('%');
        }

        if (record.SecondsRemaining >= 0)
        {
            line.Append(CultureInfo.InvariantCulture, $" {TimeSpan.FromSeconds(record.SecondsRemaining):hh\\:mm\\:ss} left");
        }

        if (!string.IsNullOrWhiteSpace(record.CurrentOperation))
        {
            line.Append("  ").Append(record.CurrentOperation);
        }

        return line.Replace('\r', ' ').Replace('\n', ' ').ToString();
    }

    private bool HasParent((long Source, ProgressRecord Record) child) =>
        _activities.Exists(activity => activity.Source == child.Source && activity.Record.ActivityId == child.Record.ParentActivityId);

    private IEnumerable<ProgressRecord> ChildrenOf(long source, int activityId) =>
        _activities.Where(activity => activity.Source == source && activity.Record.ParentActivityId == activityId)
            .Select(activity => activity.Record);

    private void Append(long source, ProgressRecord record, int depth, List<string> lines)
    {
        lines.Add(Format(record, depth));
        foreach (ProgressRecord child in ChildrenOf(source, record.ActivityId))
        {
            Append(source, child, depth + 1, lines);
        }
    }

    private void Remove(long source, int activityId)
    {
        _activities.RemoveAll(activity => activity.Source == source && activity.Record.ActivityId == activityId);
        foreach (ProgressRecord child in ChildrenOf(source, activityId).ToList())
        {
            Remove(source, child.ActivityId);
        }
    }
}
