using System.Text.Json.Nodes;

namespace AmlCompute.Client.Arm;

/// <summary>
/// An action of the service on a compute target and the api-version it needs. This is the one list of them, and of what else needs a preview version.
/// </summary>
/// <param name="Name">The last segment of the URL.</param>
/// <param name="ApiVersion">The version to call it with.</param>
internal sealed record ServiceAction(string Name, string ApiVersion = ArmUrls.ApiVersion)
{
    public static readonly ServiceAction Start = new("start");
    public static readonly ServiceAction Stop = new("stop");
    public static readonly ServiceAction Restart = new("restart");
    public static readonly ServiceAction ListKeys = new("listKeys");
    public static readonly ServiceAction ListNodes = new("listNodes");
    public static readonly ServiceAction Resize = new("resize", ArmUrls.PreviewApiVersion);
    public static readonly ServiceAction ListSizesForResize = new("getAllowedVmSizesForResize", ArmUrls.PreviewApiVersion);
    public static readonly ServiceAction UpdateIdleShutdown = new("updateIdleShutdownSetting", ArmUrls.PreviewApiVersion);
    public static readonly ServiceAction UpdateCustomServices = new("customServices", ArmUrls.PreviewApiVersion);
    public static readonly ServiceAction UpdateDataMounts = new("updateDataMounts", ArmUrls.PreviewApiVersion);

    /// <summary>Members of a compute instance that only preview versions have, with what they are unless somebody sets them, where a GET shows that.</summary>
    private static readonly Dictionary<JsonMember, bool?> PreviewMembers = new()
    {
        [ComputeInstance.Members.EnableOsPatching] = false,
        [ComputeInstance.Members.EnableRootAccess] = true,
        [ComputeInstance.Members.ReleaseQuotaOnStop] = false,
        [ComputeInstance.Members.MlflowAutologger] = null,
    };

    /// <summary>The action that changes a member; null when there is none, or when the action has no way to clear it.</summary>
    public static ServiceAction? For(JsonMember member, bool isCleared) =>
        member == ComputeInstance.Members.IdleTimeBeforeShutdown ? (isCleared ? null : UpdateIdleShutdown)
        : member == ComputeInstance.Members.CustomServices ? UpdateCustomServices
        : member == ComputeInstance.Members.DataMounts ? UpdateDataMounts
        : null;

    /// <summary>
    /// The version of a PUT. What is only sent back as it was read counts too, unless it is what it would be anyway: a stable version may ignore or reset what
    /// it does not know.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="live">What the body was made of; null for one that has nothing but what the user wants.</param>
    public static string VersionForPut(JsonObject body, JsonObject? live = null) =>
        PreviewMembers.Any(pair => pair.Key.Find(body) is { } value && !(live is not null && IsLeft(pair.Value, value, pair.Key.Find(live))))
            ? ArmUrls.PreviewApiVersion
            : ArmUrls.ApiVersion;

    private static bool IsLeft(bool? usual, JsonNode value, JsonNode? live) => usual is not null && JsonNode.DeepEquals(value, usual) && JsonNode.DeepEquals(value, live);
}

/// <summary>What a DELETE does with the resource behind a compute target.</summary>
internal enum UnderlyingResourceAction
{
    /// <summary>Deletes it.</summary>
    Delete,

    /// <summary>Leaves it and removes the association only.</summary>
    Detach,
}
