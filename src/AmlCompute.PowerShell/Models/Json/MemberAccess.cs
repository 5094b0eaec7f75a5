namespace AmlCompute.Models.Json;

/// <summary>The writer of a JSON member, and the request that changes it.</summary>
internal enum MemberAccess
{
    /// <summary>Only the service writes the member; requests leave it out.</summary>
    ReadOnly,

    /// <summary>Set at creation. Another value requires a new target.</summary>
    Fixed,

    /// <summary>Changed by PATCH.</summary>
    Patch,

    /// <summary>Changed by a PUT of the whole resource.</summary>
    Put,

    /// <summary>Changed by a separate action.</summary>
    Action,

    /// <summary>Changed by the action <c>resize</c>; the machine is unavailable for some minutes.</summary>
    Resize,
}
