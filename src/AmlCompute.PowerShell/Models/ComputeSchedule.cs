using System.Globalization;

namespace AmlCompute;

/// <summary>A schedule that starts or stops a compute instance. A value that the service omits is null.</summary>
public sealed class ComputeSchedule : JsonModel
{
    internal ComputeSchedule(JsonElement json) : base(json) { }

    /// <summary>Gets the action: Start or Stop. JSON: <c>action</c>.</summary>
    public string? Action => Read(Members.Action);

    /// <summary>Gets the status of the schedule: Enabled or Disabled. JSON: <c>status</c>.</summary>
    public string? Status => Read(Members.Status);

    /// <summary>Gets the provisioning status of the schedule: Completed, Provisioning or Failed. JSON: <c>provisioningStatus</c>.</summary>
    public string? ProvisioningStatus => Read(Members.ProvisioningStatus);

    /// <summary>Gets the id that the service assigned to the schedule. JSON: <c>id</c>.</summary>
    public string? Id => Read(Members.Id);

    /// <summary>
    /// Gets the kind of trigger: Cron if <see cref="Cron"/> contains the times, Recurrence if <see cref="Recurrence"/> does.
    /// JSON: <c>triggerType</c>.
    /// </summary>
    public string? TriggerType => Read(Members.TriggerType);

    /// <summary>Gets the times as a cron expression; null if they are a recurrence. JSON: <c>cron</c>.</summary>
    public ComputeScheduleCron? Cron => Read(Members.Cron);

    /// <summary>Gets the times as a recurrence; null if they are a cron expression. JSON: <c>recurrence</c>.</summary>
    public ComputeScheduleRecurrence? Recurrence => Read(Members.Recurrence);

    /// <summary>Gets the times as text, such as <c>0 18 * * * (UTC)</c>; empty if the schedule has none.</summary>
    public string When => Cron?.ToString() ?? Recurrence?.ToString() ?? string.Empty;

    /// <summary>
    /// Gets the time of the next run, with the offset of the schedule's time zone; null if the schedule is disabled or failed, if it has no
    /// run in the nine years from now or from a later start time, or if the time cannot be computed, for example without a start time on
    /// which it depends. The module computes it.
    /// </summary>
    public DateTimeOffset? NextRun =>
        Status is "Disabled" || IsFailed ? null : ScheduleTimes.FindNext(this, Sandbox?.Now ?? DateTimeOffset.UtcNow);

    /// <summary>Gets <see cref="NextRun"/> as text, such as <c>2026-12-01 19:00 +01:00</c>; null if it is unknown.</summary>
    public string? NextRunText => NextRun?.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    /// <summary>Gets or sets the sandbox whose clock counts; null for the clock of the system.</summary>
    internal WorkspaceSandbox? Sandbox { get; set; }

    /// <summary>Gets a value indicating whether the service could not create the schedule, so that it does not run.</summary>
    internal bool IsFailed => ProvisioningStatus is "Failed";

    /// <summary>Gets a member that the service returns and, by its own documentation, no longer uses.</summary>
    private static JsonMember ObsoleteReference { get; } = JsonMembers.CreateText("schedule");

    /// <summary>Shows the action and the times.</summary>
    /// <returns>
    /// For example <c>Stop 0 18 * * * (Pacific Standard Time)</c>, or <c>Start every week on Monday at 08:00 (UTC), Disabled</c>. A
    /// schedule that the service could not create ends with <c>Failed</c>.
    /// </returns>
    public override string ToString()
    {
        string status = Status is null or "Enabled" ? string.Empty : $", {Status}";
        string failure = IsFailed ? $", {ProvisioningStatus}" : string.Empty;
        return $"{$"{Action} {When}".Trim()}{status}{failure}";
    }

    /// <summary>Removes from a schedule its provisioning status and the obsolete reference, which the service adds to it.</summary>
    internal static void RemoveAdditions(JsonObject schedule)
    {
        Members.ProvisioningStatus.RemoveFrom(schedule);
        ObsoleteReference.RemoveFrom(schedule);
    }

    internal static class Members
    {
        public static readonly JsonMember<string> Id = JsonMembers.CreateText("id");
        public static readonly JsonMember<string> Action = JsonMembers.CreateWord("action", MemberAccess.Put, "Start", "Stop");
        public static readonly JsonMember<string> Status = JsonMembers.CreateWord("status", MemberAccess.Put, "Enabled", "Disabled");
        public static readonly JsonMember<string> ProvisioningStatus =
            JsonMembers.CreateWord("provisioningStatus", MemberAccess.ReadOnly, "Completed", "Provisioning", "Failed");
        public static readonly JsonMember<string> TriggerType =
            JsonMembers.CreateWord("triggerType", MemberAccess.Put, "Cron", "Recurrence");
        public static readonly JsonMember<ComputeScheduleCron> Cron =
            JsonMembers.CreateObject("cron", json => new ComputeScheduleCron(json), MemberAccess.Put);
        public static readonly JsonMember<ComputeScheduleRecurrence> Recurrence =
            JsonMembers.CreateObject("recurrence", json => new ComputeScheduleRecurrence(json), MemberAccess.Put);
    }
}
