namespace AmlCompute.Models;

/// <summary>
/// An action of the service on a compute target, a POST, with the api-version that it needs. The class lists all actions, and selects the
/// api-version of a PUT.
/// </summary>
internal sealed record ServiceAction(string Name, string ApiVersion = ServiceAction.StableVersion)
{
    /// <summary>The api-version of every request that does not need a preview version.</summary>
    public const string StableVersion = "2026-05-01";

    /// <summary>The api-version of features that no stable version supports.</summary>
    public const string PreviewVersion = "2026-05-15-preview";

    public static readonly ServiceAction Start = new("start");
    public static readonly ServiceAction Stop = new("stop");
    public static readonly ServiceAction Restart = new("restart");
    public static readonly ServiceAction ListKeys = new("listKeys");
    public static readonly ServiceAction ListNodes = new("listNodes");
    public static readonly ServiceAction Resize = new("resize", PreviewVersion);
    public static readonly ServiceAction ListSizesForResize = new("getAllowedVmSizesForResize", PreviewVersion);
    public static readonly ServiceAction UpdateIdleShutdown = new("updateIdleShutdownSetting", PreviewVersion);
    public static readonly ServiceAction UpdateCustomServices = new("customServices", PreviewVersion);
    public static readonly ServiceAction UpdateDataMounts = new("updateDataMounts", PreviewVersion);

    /// <summary>The members that only preview versions support, with their defaults; null if a GET does not return the default.</summary>
    private static readonly Dictionary<JsonMember, bool?> PreviewMembers = new()
    {
        [ComputeInstance.Members.EnableOsPatching] = false,
        [ComputeInstance.Members.EnableRootAccess] = true,
        [ComputeInstance.Members.ReleaseQuotaOnStop] = false,
        [ComputeInstance.Members.MlflowAutologger] = null,
    };

    /// <summary>Returns the action that changes a member; null if there is none, or if the action cannot clear the member.</summary>
    public static ServiceAction? FindForMember(JsonMember member, bool isCleared) => member switch
    {
        _ when member == ComputeInstance.Members.IdleTimeBeforeShutdown => isCleared ? null : UpdateIdleShutdown,
        _ when member == ComputeInstance.Members.CustomServices => UpdateCustomServices,
        _ when member == ComputeInstance.Members.DataMounts => UpdateDataMounts,
        _ => null,
    };

    /// <summary>
    /// Returns the api-version of a PUT. A member that is sent back unchanged needs the preview version too, unless it has its default
    /// value, because a stable version can ignore or reset a member that it does not support.
    /// </summary>
    public static string SelectPutVersion(JsonObject body, JsonObject? live = null) =>
        PreviewMembers.Any(item => item.Key.FindNode(body) is { } value && !IsUnchangedDefault(item.Key, item.Value, value, live))
            ? PreviewVersion
            : StableVersion;

    private static bool IsUnchangedDefault(JsonMember member, bool? defaultValue, JsonNode value, JsonObject? live) =>
        live is not null
        && defaultValue is not null
        && JsonNode.DeepEquals(value, defaultValue)
        && JsonNode.DeepEquals(value, member.FindNode(live));
}
