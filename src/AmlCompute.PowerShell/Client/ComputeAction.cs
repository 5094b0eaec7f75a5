using System.Text.Json.Nodes;

namespace AmlCompute.Client;

/// <summary>
/// An action of the service on a compute target and the api-version it needs. This is the one list of them, and of what else needs a preview version.
/// </summary>
/// <param name="Name">The last segment of the URL.</param>
/// <param name="ApiVersion">The version to call it with.</param>
internal sealed record ComputeAction(string Name, string ApiVersion = ArmUrls.ApiVersion)
{
    public static readonly ComputeAction Start = new("start");
    public static readonly ComputeAction Stop = new("stop");
    public static readonly ComputeAction Restart = new("restart");
    public static readonly ComputeAction ListKeys = new("listKeys");
    public static readonly ComputeAction ListNodes = new("listNodes");
    public static readonly ComputeAction Resize = new("resize", ArmUrls.PreviewApiVersion);
    public static readonly ComputeAction ListSizesForResize = new("getAllowedVmSizesForResize", ArmUrls.PreviewApiVersion);
    public static readonly ComputeAction UpdateIdleShutdown = new("updateIdleShutdownSetting", ArmUrls.PreviewApiVersion);
    public static readonly ComputeAction UpdateCustomServices = new("customServices", ArmUrls.PreviewApiVersion);
    public static readonly ComputeAction UpdateDataMounts = new("updateDataMounts", ArmUrls.PreviewApiVersion);

    /// <summary>Members of a compute instance that only preview versions have.</summary>
    private static readonly HashSet<JsonMember> PreviewMembers =
    [
        ComputeInstance.Members.EnableOsPatching, ComputeInstance.Members.EnableRootAccess, ComputeInstance.Members.ReleaseQuotaOnStop,
        ComputeInstance.Members.MlflowAutologger,
    ];

    /// <summary>The action that changes a member; null when there is none, or when the action has no way to clear it.</summary>
    public static ComputeAction? For(JsonMember member, bool isCleared) =>
        member == ComputeInstance.Members.IdleTimeBeforeShutdown ? (isCleared ? null : UpdateIdleShutdown)
        : member == ComputeInstance.Members.CustomServices ? UpdateCustomServices
        : member == ComputeInstance.Members.DataMounts ? UpdateDataMounts
        : null;

    /// <summary>
    /// The version of a PUT. All that the body has counts, also what is only sent back as it was read: a stable version may ignore or reset what it does not
    /// know.
    /// </summary>
    public static string VersionForPut(JsonObject body) =>
        PreviewMembers.Any(member => member.Find(body) is not null) ? ArmUrls.PreviewApiVersion : ArmUrls.ApiVersion;
}
