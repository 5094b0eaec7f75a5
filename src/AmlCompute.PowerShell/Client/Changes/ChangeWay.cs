namespace AmlCompute.Client.Changes;

/// <summary>The ways in which the service accepts a new value of a member.</summary>
internal enum ChangeWay
{
    Patch,
    Put,

    /// <summary>By a POST of the action for this member.</summary>
    Action,

    /// <summary>By the action <c>resize</c>; the machine is unavailable for some minutes.</summary>
    Resize,

    /// <summary>Not in place; only a new target can have the value.</summary>
    Replace,
}
