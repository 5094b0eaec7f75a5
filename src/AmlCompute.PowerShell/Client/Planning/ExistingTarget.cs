namespace AmlCompute.Client.Planning;

/// <summary>The action of a command if a target of the wanted name exists.</summary>
internal enum ExistingTarget
{
    Refuse,
    Keep,

    /// <summary>Send a PUT over the existing target.</summary>
    Overwrite,

    /// <summary>Change the settings that can be changed in place.</summary>
    Update,

    /// <summary>Change the existing target in place, or remove it first if that is not possible.</summary>
    Replace,
}
