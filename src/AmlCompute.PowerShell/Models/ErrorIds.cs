using System.Reflection;

namespace AmlCompute.Models;

/// <summary>The first parts of FullyQualifiedErrorId, on which scripts rely. about_AmlCompute_Errors explains each.</summary>
internal static class ErrorIds
{
    public const string AuthenticationFailed = nameof(AuthenticationFailed);
    public const string AuthorizationFailed = nameof(AuthorizationFailed);
    public const string ComputeNameUnavailable = nameof(ComputeNameUnavailable);
    public const string ComputeTargetAttached = nameof(ComputeTargetAttached);
    public const string ComputeTargetExists = nameof(ComputeTargetExists);
    public const string ComputeTargetNotAttached = nameof(ComputeTargetNotAttached);
    public const string ComputeTargetNotFound = nameof(ComputeTargetNotFound);
    public const string InvalidArgument = nameof(InvalidArgument);
    public const string InvalidComputeName = nameof(InvalidComputeName);
    public const string InvalidVmSize = nameof(InvalidVmSize);
    public const string MalformedResponse = nameof(MalformedResponse);
    public const string OperationConflict = nameof(OperationConflict);
    public const string PlanEdited = nameof(PlanEdited);
    public const string PlanSourceChanged = nameof(PlanSourceChanged);
    public const string PlanStale = nameof(PlanStale);
    public const string PlanVersion = nameof(PlanVersion);
    public const string PlanWorkspaceMismatch = nameof(PlanWorkspaceMismatch);
    public const string ProvisioningFailed = nameof(ProvisioningFailed);
    public const string QuotaExceeded = nameof(QuotaExceeded);
    public const string ReplacementRequired = nameof(ReplacementRequired);
    public const string ServiceUnavailable = nameof(ServiceUnavailable);
    public const string Throttled = nameof(Throttled);
    public const string UnsupportedComputeType = nameof(UnsupportedComputeType);
    public const string UntrustedEndpoint = nameof(UntrustedEndpoint);
    public const string WaitTimeout = nameof(WaitTimeout);
    public const string WorkspaceMismatch = nameof(WorkspaceMismatch);
    public const string WorkspaceNotFound = nameof(WorkspaceNotFound);
    public const string WorkspaceNotResolved = nameof(WorkspaceNotResolved);

    /// <summary>Returns true if a text is one of the ids.</summary>
    public static bool IsKnown(string id) => typeof(ErrorIds).GetField(id, BindingFlags.Public | BindingFlags.Static) is not null;
}
