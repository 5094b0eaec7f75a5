namespace AmlCompute;

/// <summary>The last operation on a compute instance. A value that the service omits is null.</summary>
public sealed class ComputeInstanceOperation : JsonModel
{
    internal ComputeInstanceOperation(JsonElement json) : base(json) { }

    /// <summary>Gets the kind of operation: Create, Start, Stop, Restart, Resize, Reimage or Delete. JSON: <c>operationName</c>.</summary>
    public string? OperationName => Read(Members.OperationName);

    /// <summary>Gets the time of the operation, with its offset. JSON: <c>operationTime</c>.</summary>
    public DateTimeOffset? OperationTime => Read(Members.OperationTime);

    /// <summary>
    /// Gets the status: InProgress, Succeeded, CreateFailed, StartFailed, StopFailed, RestartFailed, ResizeFailed, ReimageFailed or
    /// DeleteFailed. JSON: <c>operationStatus</c>.
    /// </summary>
    public string? OperationStatus => Read(Members.OperationStatus);

    /// <summary>Gets the trigger: User, Schedule or IdleShutdown. JSON: <c>operationTrigger</c>.</summary>
    public string? OperationTrigger => Read(Members.OperationTrigger);

    internal bool IsRunning => InstanceStates.AreEqual(OperationStatus, "InProgress");

    /// <summary>Gets a value indicating whether a user requested the operation; true also if the service returns no trigger.</summary>
    private bool IsOfUser => OperationTrigger is null || InstanceStates.AreEqual(OperationTrigger, "User");

    /// <summary>Shows the name and the status, and a trigger other than User, for example <c>Stop Succeeded (IdleShutdown)</c>.</summary>
    public override string ToString()
    {
        string text = $"{OperationName} {OperationStatus}".Trim();
        return IsOfUser ? text : $"{text} ({OperationTrigger})";
    }

    /// <summary>Returns true if all properties of both operations are the same.</summary>
    internal bool IsSameAs(ComputeInstanceOperation? other) =>
        other is not null && (OperationName, OperationTime, OperationStatus, OperationTrigger)
            == (other.OperationName, other.OperationTime, other.OperationStatus, other.OperationTrigger);

    /// <summary>Returns true if a user requested the action and it failed.</summary>
    /// <param name="action">The name of the action, such as start.</param>
    internal bool IsFailureOf(string action) =>
        IsOfUser
        && string.Equals(OperationName, action, StringComparison.OrdinalIgnoreCase)
        && OperationStatus?.EndsWith("Failed", StringComparison.OrdinalIgnoreCase) == true;

    private static class Members
    {
        public static readonly JsonMember<string> OperationName = JsonMembers.CreateText("operationName");
        public static readonly JsonMember<DateTimeOffset?> OperationTime = JsonMembers.CreateTime("operationTime");
        public static readonly JsonMember<string> OperationStatus = JsonMembers.CreateText("operationStatus");
        public static readonly JsonMember<string> OperationTrigger = JsonMembers.CreateText("operationTrigger");
    }
}
