namespace AmlCompute.Models;

/// <summary>The service's names for the states of a compute instance, and their groups.</summary>
internal static class InstanceStates
{
    public const string Creating = nameof(Creating);
    public const string CreateFailed = nameof(CreateFailed);
    public const string SettingUp = nameof(SettingUp);
    public const string SetupFailed = nameof(SetupFailed);
    public const string UserSettingUp = nameof(UserSettingUp);
    public const string UserSetupFailed = nameof(UserSetupFailed);
    public const string Running = nameof(Running);
    public const string JobRunning = nameof(JobRunning);
    public const string Starting = nameof(Starting);
    public const string Stopping = nameof(Stopping);
    public const string Stopped = nameof(Stopped);
    public const string Restarting = nameof(Restarting);
    public const string Resizing = nameof(Resizing);
    public const string Unusable = nameof(Unusable);
    public const string Unknown = nameof(Unknown);

    public static readonly IReadOnlyList<string> All =
    [
        Creating, CreateFailed, SettingUp, SetupFailed, UserSettingUp, UserSetupFailed, Running, JobRunning, Starting, Stopping, Stopped,
        Restarting, Resizing, Unusable, Unknown, ProvisioningStates.Deleting,
    ];

    private static readonly string[] Transitional = [Creating, SettingUp, UserSettingUp, Starting, Stopping, Restarting, Resizing];

    private static readonly string[] Broken = [CreateFailed, SetupFailed, UserSetupFailed, Unusable];

    /// <summary>Returns true if the machine is on its way to another state; false while it is being deleted.</summary>
    public static bool IsTransitional(string? state) => Transitional.Contains(state, StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns true if the compute instance failed and does not recover without a request.</summary>
    public static bool IsBroken(string? state) => Broken.Contains(state, StringComparer.OrdinalIgnoreCase);

    public static bool IsRunning(string? state) => AreEqual(state, Running) || AreEqual(state, JobRunning);

    public static bool IsStopped(string? state) => AreEqual(state, Stopped);

    /// <summary>Returns true if two states are the same, in any casing.</summary>
    public static bool AreEqual(string? state, string otherState) => string.Equals(state, otherState, StringComparison.OrdinalIgnoreCase);
}
