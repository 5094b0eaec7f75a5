namespace AmlCompute;

/// <summary>The times of a schedule as a cron expression. A value that the service omits is null.</summary>
public sealed class ComputeScheduleCron : JsonModel
{
    internal ComputeScheduleCron(JsonElement json) : base(json) { }

    /// <summary>Gets the NCronTab expression of five fields, for example <c>0 18 * * *</c>. JSON: <c>expression</c>.</summary>
    public string? Expression => Read(Members.Expression);

    /// <summary>
    /// Gets the time of the first possible occurrence: local time of <see cref="TimeZone"/>, <c>yyyy-MM-ddTHH:mm:ss</c>.
    /// JSON: <c>startTime</c>.
    /// </summary>
    public string? StartTime => Read(Members.StartTime);

    /// <summary>Gets the Windows name of the time zone; null for UTC. JSON: <c>timeZone</c>.</summary>
    public string? TimeZone => Read(Members.TimeZone);

    /// <summary>Shows the expression and the time zone, for example <c>0 18 * * * (UTC)</c>.</summary>
    public override string ToString() => $"{Expression} ({TimeZone ?? "UTC"})";

    internal static class Members
    {
        public static readonly JsonMember<string> Expression = JsonMembers.CreateText("expression", MemberAccess.Put);
        public static readonly JsonMember<string> StartTime = JsonMembers.CreateText("startTime", MemberAccess.Put);
        public static readonly JsonMember<string> TimeZone = JsonMembers.CreateText("timeZone", MemberAccess.Put);
    }
}
