namespace AmlCompute.Models;

/// <summary>The api-versions of the requests to Azure Machine Learning.</summary>
internal static class ApiVersions
{
    /// <summary>The api-version of requests that do not need a preview version, in a cloud that knows it.</summary>
    public const string Stable = "2026-05-01";

    /// <summary>The api-version of features that no stable version supports.</summary>
    public const string Preview = "2026-05-15-preview";

    /// <summary>The members that only preview versions support, with their defaults; null if a GET does not return the default.</summary>
    private static readonly Dictionary<JsonMember, bool?> PreviewMembers = new()
    {
        [ComputeInstance.Members.EnableOsPatching] = false,
        [ComputeInstance.Members.EnableRootAccess] = true,
        [ComputeInstance.Members.ReleaseQuotaOnStop] = false,
        [ComputeInstance.Members.MlflowAutologger] = null,
    };

    /// <summary>
    /// Returns the api-version of a PUT. A member that is sent back unchanged needs the preview version too, unless it has its default
    /// value, because a stable version can ignore or reset a member that it does not support.
    /// </summary>
    /// <param name="body">The body of the PUT.</param>
    /// <param name="live">The JSON of the target that the PUT overwrites; null for a new target.</param>
    public static string SelectForPut(JsonObject body, JsonObject? live = null) =>
        PreviewMembers.Any(item => item.Key.FindNode(body) is { } value && !IsUnchangedDefault(item.Key, item.Value, value, live))
            ? Preview
            : Stable;

    private static bool IsUnchangedDefault(JsonMember member, bool? defaultValue, JsonNode value, JsonObject? live) =>
        live is not null
        && defaultValue is not null
        && JsonNode.DeepEquals(value, defaultValue)
        && JsonNode.DeepEquals(value, member.FindNode(live));
}
