namespace AmlCompute.Models;

/// <summary>The service's names for the statuses of a job.</summary>
internal static class JobStatuses
{
    private static readonly string[] Final = ["Completed", "Failed", "Canceled"];

    public static IReadOnlyList<string> All { get; } =
    [
        "NotStarted", "Starting", "Provisioning", "Preparing", "Queued", "Running", "Finalizing", "CancelRequested", .. Final,
        "NotResponding", "Paused", "Unapproved", "Unknown",
    ];

    /// <summary>Returns true if a job with this status has ended. A paused job, or one that does not respond, can go on.</summary>
    public static bool IsFinal(string? status) => Final.Contains(status, StringComparer.OrdinalIgnoreCase);
}
