namespace AmlCompute.Models;

/// <summary>The service's names for the states of a compute target as a resource.</summary>
internal static class ProvisioningStates
{
    public const string Creating = nameof(Creating);
    public const string Updating = nameof(Updating);
    public const string Deleting = nameof(Deleting);
    public const string Succeeded = nameof(Succeeded);
    public const string Failed = nameof(Failed);
    public const string Canceled = nameof(Canceled);
    public const string Unknown = nameof(Unknown);

    public static readonly IReadOnlyList<string> All = [Canceled, Creating, Deleting, Failed, Succeeded, Unknown, Updating];

    /// <summary>Returns true if the service is creating, changing or deleting the target; false for null.</summary>
    public static bool IsChanging(string? state) => IsAnyOf(state, Creating, Updating, Deleting);

    /// <summary>Returns true if the last change of the target failed or was canceled; false for null.</summary>
    public static bool IsFailed(string? state) => IsAnyOf(state, Failed, Canceled);

    private static bool IsAnyOf(string? state, params string[] states) => states.Contains(state, StringComparer.OrdinalIgnoreCase);
}
