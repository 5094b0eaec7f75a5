namespace AmlCompute.Client.Changes;

/// <summary>The ways in which the service accepts a new value of a member.</summary>
internal enum ChangeWay
{
    /// <summary>By a PATCH with the new value.</summary>
    Patch,

    /// <summary>By a PUT of the whole target.</summary>
    Put,

    /// <summary>By a POST of the action for this member.</summary>
    Action,

    /// <summary>By the action <c>resize</c>; the machine is unavailable for some minutes.</summary>
    Resize,

    /// <summary>Not in place; only a new target can have the value.</summary>
    Replace,
}
