using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Client.Changes;
using AmlCompute.Commands.Parameters;
using AmlCompute.Settings;

namespace AmlCompute.Commands.Changing;

/// <summary>An item of a parameter that changes a part of a setting, such as -RemoveSchedule: a text, or a schedule.</summary>
internal sealed class ChangeItem
{
    /// <summary>The name, id or action that the user gave, without blanks around it; null for a schedule.</summary>
    private readonly string? _text;

    /// <summary>The schedule; null for a text.</summary>
    private readonly JsonObject? _schedule;

    /// <param name="value">The value of the user.</param>
    /// <param name="word">The parameter or column, for errors.</param>
    /// <exception cref="ComputeTargetException">The value is neither a text nor a schedule, or cannot be converted to JSON.</exception>
    public ChangeItem(object? value, string word)
    {
        _text = (PlainData.Unwrap(value) as string)?.Trim();
        if (_text is null)
        {
            _schedule = PlainJson.ConvertToNode(value, word) as JsonObject ?? throw ComputeTargetException.CreateInvalidArgument(
                $"{word}: an item is neither a text nor a schedule. Use ids, or objects of New-AmlComputeSchedule.");
        }
    }

    /// <summary>Gets the text, or the id of the schedule; null for a schedule without an id.</summary>
    private string? Id => _text ?? ReadText(_schedule, ComputeSchedule.Members.Id);

    /// <summary>Returns true if both are the same name, id or action, or schedules with the same action and times.</summary>
    public bool IsSameAs(ChangeItem other) =>
        (Id is { } id && id.Equals(other.Id, StringComparison.OrdinalIgnoreCase))
        || (_schedule is not null && other._schedule is not null && MemberComparison.AreSameSchedule(_schedule, other._schedule));

    /// <summary>
    /// Returns the selection of schedules of an instance: by an id with wildcards, by an action, or an equal schedule. A blank
    /// text selects none.
    /// </summary>
    /// <exception cref="ComputeTargetException">The text is not a valid pattern.</exception>
    public ScheduleChoice ToScheduleChoice()
    {
        if (_text is not { } text)
        {
            return new ScheduleChoice(ToString(), other => MemberComparison.AreSameSchedule(_schedule, other), MustExist: true);
        }

        WildcardPattern pattern = Patterns.Parse(text);
        bool isAction = text.Equals("Start", StringComparison.OrdinalIgnoreCase) || text.Equals("Stop", StringComparison.OrdinalIgnoreCase);
        return new ScheduleChoice(text, IsChosen, MustExist: !isAction && !WildcardPattern.ContainsWildcardCharacters(text));

        bool IsChosen(JsonObject schedule) =>
            (text.Length > 0 && pattern.IsMatch(ReadText(schedule, ComputeSchedule.Members.Id) ?? string.Empty))
            || text.Equals(ReadText(schedule, ComputeSchedule.Members.Action), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Returns the item for a message.</summary>
    public override string ToString() =>
        Id ?? $"{new ComputeSchedule(JsonSerializer.SerializeToElement(_schedule))}";

    private static string? ReadText(JsonObject? schedule, JsonMember member) =>
        schedule is null ? null : member.ReadNode(member.FindNode(schedule)) as string;
}
