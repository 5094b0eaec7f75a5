namespace AmlCompute.Client.Planning;

/// <summary>The action of a command if a target of the wanted name exists.</summary>
internal enum ExistingTarget
{
    /// <summary>Fail, as New- and Connect-AmlComputeTarget do without a switch.</summary>
    Refuse,

    /// <summary>Return the existing target unchanged: -IfNotExists.</summary>
    Keep,

    /// <summary>Send a PUT over the existing target: -Force.</summary>
    Overwrite,

    /// <summary>Change the settings that can be changed in place: Sync-AmlComputeTarget, and plans.</summary>
    Update,

    /// <summary>Change the existing target in place, or remove it first if that is not possible: -AllowReplace.</summary>
    Replace,
}
