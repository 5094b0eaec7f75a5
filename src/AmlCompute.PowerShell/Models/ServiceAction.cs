namespace AmlCompute.Models;

/// <summary>An action of the service on a compute target, a POST.</summary>
/// <param name="Name">The last segment of the URL.</param>
/// <param name="ApiVersion">The api-version that the action needs.</param>
internal sealed record ServiceAction(string Name, string ApiVersion = ApiVersions.Stable)
{
    public static readonly ServiceAction Start = new("start");
    public static readonly ServiceAction Stop = new("stop");
    public static readonly ServiceAction Restart = new("restart");
    public static readonly ServiceAction ListKeys = new("listKeys");
    public static readonly ServiceAction ListNodes = new("listNodes");
    public static readonly ServiceAction Resize = new("resize", ApiVersions.Preview);
    public static readonly ServiceAction ListSizesForResize = new("getAllowedVmSizesForResize", ApiVersions.Preview);
    public static readonly ServiceAction UpdateIdleShutdown = new("updateIdleShutdownSetting", ApiVersions.Preview);
    public static readonly ServiceAction UpdateCustomServices = new("customServices", ApiVersions.Preview);
    public static readonly ServiceAction UpdateDataMounts = new("updateDataMounts", ApiVersions.Preview);

    /// <summary>Returns the action that changes a member; null if there is none, or if the action cannot clear the member.</summary>
    public static ServiceAction? FindForMember(JsonMember member, bool isCleared) => member switch
    {
        _ when member == ComputeInstance.Members.IdleTimeBeforeShutdown => isCleared ? null : UpdateIdleShutdown,
        _ when member == ComputeInstance.Members.CustomServices => UpdateCustomServices,
        _ when member == ComputeInstance.Members.DataMounts => UpdateDataMounts,
        _ => null,
    };
}
