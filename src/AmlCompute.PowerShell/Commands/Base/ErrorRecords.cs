using System.Collections;
using System.Management.Automation;
using AmlCompute.Client.Errors;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Base;

/// <summary>Creates the error records that commands write, with the category and the recommended action of each error id.</summary>
internal static class ErrorRecords
{
    /// <summary>
    /// The category and the recommendation of each error id. A recommendation names a command or a setting; it is null if the message says
    /// what to change. The name of the target, or its id if it is not in the workspace of the session, replaces <c>{name}</c>, which is
    /// removed for an error without a name.
    /// </summary>
    private static readonly Dictionary<string, (ErrorCategory Category, string? Recommendation)> Table = new(StringComparer.Ordinal)
    {
        [ErrorIds.AuthenticationFailed] = (
            ErrorCategory.AuthenticationError,
            "Run Connect-AzAccount or az login, or sign in with Connect-AmlWorkspace -Interactive or -UseDeviceAuthentication."),
        [ErrorIds.AuthorizationFailed] = (
            ErrorCategory.PermissionDenied,
            "Request a role on the workspace that allows this, such as AzureML Compute Operator, "
            + "or sign in with another identity with Connect-AmlWorkspace."),
        [ErrorIds.ComputeNameUnavailable] = (
            ErrorCategory.ResourceExists, "Use another -Name: a compute instance of this name exists in another workspace of the region."),
        [ErrorIds.ComputeTargetAttached] = (
            ErrorCategory.InvalidOperation, "Detach it with 'Disconnect-AmlComputeTarget {name}', which keeps the underlying resource."),
        [ErrorIds.ComputeTargetExists] = (
            ErrorCategory.ResourceExists,
            "Use another -Name, -IfNotExists to keep the target that 'Get-AmlComputeTarget {name}' shows, or -Force to overwrite it."),
        [ErrorIds.ComputeTargetNotAttached] = (ErrorCategory.InvalidOperation, "Remove-AmlComputeTarget {name}"),
        [ErrorIds.ComputeTargetNotFound] = (
            ErrorCategory.ObjectNotFound, "Get-AmlComputeTarget lists the targets of the workspace."),
        [ErrorIds.InvalidArgument] = (ErrorCategory.InvalidArgument, null),
        [ErrorIds.InvalidComputeName] = (
            ErrorCategory.InvalidArgument, "Use a -Name of 2 to 32 letters, digits and hyphens that starts with a letter."),
        [ErrorIds.InvalidVmSize] = (
            ErrorCategory.InvalidArgument,
            "List the sizes of the region with Get-AmlComputeVmSize; -SupportedFor selects those for a compute type."),
        [ErrorIds.MalformedResponse] = (
            ErrorCategory.InvalidData,
            "Retry the command. If the error persists, check the proxy in HTTPS_PROXY: it may change responses."),
        [ErrorIds.OperationConflict] = (
            ErrorCategory.ResourceBusy,
            "Wait for the running operation with 'Wait-AmlComputeTarget {name}', then retry the command."),
        [ErrorIds.PlanEdited] = (ErrorCategory.InvalidData, "Create a new plan with New-AmlComputePlan."),
        [ErrorIds.PlanSourceChanged] = (
            ErrorCategory.InvalidArgument,
            "Give the files of the plan with -Path or its configurations with -Configuration, or create a new plan with "
                + "New-AmlComputePlan."),
        [ErrorIds.PlanStale] = (ErrorCategory.InvalidOperation, "Create a new plan with New-AmlComputePlan."),
        [ErrorIds.PlanVersion] = (ErrorCategory.InvalidData, "Create a new plan with New-AmlComputePlan."),
        [ErrorIds.PlanWorkspaceMismatch] = (
            ErrorCategory.InvalidArgument, "Connect to the workspace of the plan with Connect-AmlWorkspace, or give it with -Workspace."),
        [ErrorIds.ProvisioningFailed] = (
            ErrorCategory.OperationStopped,
            "Fix the cause that 'Get-AmlComputeTarget {name} | Format-List Errors' shows, then run the command that failed again."),
        [ErrorIds.QuotaExceeded] = (
            ErrorCategory.QuotaExceeded,
            "Get-AmlComputeUsage -InUse shows the cores in use. Use fewer nodes or a smaller size, or request more quota."),
        [ErrorIds.ReplacementRequired] = (
            ErrorCategory.InvalidOperation, "Replace the target with Sync-AmlComputeTarget -AllowReplace, or change its configuration."),
        [ErrorIds.ServiceUnavailable] = (
            ErrorCategory.ConnectionError, "Check the network, and the proxy in HTTPS_PROXY if there is one; then retry the command."),
        [ErrorIds.Throttled] = (
            ErrorCategory.LimitsExceeded, "Wait a minute, then retry the command. If it has -ThrottleLimit, use a lower value."),
        [ErrorIds.UnsupportedComputeType] = (ErrorCategory.NotImplemented, null),
        [ErrorIds.UntrustedEndpoint] = (
            ErrorCategory.SecurityError,
            "Check -Endpoint of Connect-AmlWorkspace and the proxy in HTTPS_PROXY; a token is sent to the address of the service only."),
        [ErrorIds.WaitTimeout] = (ErrorCategory.OperationTimeout, "Use a longer -Timeout."),
        [ErrorIds.WorkspaceMismatch] = (
            ErrorCategory.InvalidArgument,
            "Give the workspace of the target with -Workspace, or connect to it with Connect-AmlWorkspace."),
        [ErrorIds.WorkspaceNotFound] = (
            ErrorCategory.ObjectNotFound,
            "Check -SubscriptionId, -ResourceGroupName and -WorkspaceName of Connect-AmlWorkspace; "
            + "Get-AmlWorkspace -ListAvailable lists the workspaces."),
        [ErrorIds.WorkspaceNotResolved] = (ErrorCategory.ObjectNotFound, "Run Connect-AmlWorkspace, or give -Workspace."),
    };

    /// <summary>The recommendations of Connect-AmlWorkspace, because the table recommends to run that command.</summary>
    private static readonly Dictionary<string, string> ConnectingRecommendations = new(StringComparer.Ordinal)
    {
        [ErrorIds.AuthenticationFailed] =
            "Run Connect-AzAccount or az login first, or sign in with -Interactive, -UseDeviceAuthentication, -Identity or "
            + "-ServicePrincipal.",
        [ErrorIds.WorkspaceNotResolved] =
            "Name the workspace with -WorkspaceName, -ResourceGroupName and -SubscriptionId, with -ResourceId, or with -ConfigPath.",
    };

    /// <summary>Creates the error record of an exception.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="target">The name, object or row that the user gave; null for an error about none.</param>
    /// <param name="whileConnecting">True if Connect-AmlWorkspace failed, so that the recommendation must be another command.</param>
    /// <param name="isNameOfTarget">True if the target's name is that of a compute target, not of a quota or another object.</param>
    public static ErrorRecord Create(
        ComputeTargetException exception, object? target, bool whileConnecting = false, bool isNameOfTarget = true)
    {
        string? name = FindTargetName(exception, target, isNameOfTarget);
        string? recommendation = exception.Remedy
            ?? FindRecommendation(exception, whileConnecting)?.Replace(" {name}", WriteTarget(exception.Workspace, name));
        (ComputeTargetException error, string details) = AddNameOrRow(exception, target as NumberedRow, name);
        object? maskedTarget = ErrorTargetMask.RemoveSecrets(target) ?? error.ComputeName;
        ErrorRecord record = new(error, error.ErrorId, Table[error.ErrorId].Category, maskedTarget)
        {
            ErrorDetails = new ErrorDetails(TerminalText.Clean(details))
            {
                RecommendedAction = TerminalText.Clean(recommendation ?? string.Empty),
            },
        };
        record.CategoryInfo.TargetName = TerminalText.Clean(record.CategoryInfo.TargetName);
        return record;
    }

    /// <summary>Returns true if all further items would fail with the same error.</summary>
    public static bool WouldFailAllItems(ComputeTargetException exception) => exception.ErrorId == ErrorIds.AuthenticationFailed;

    /// <summary>Returns the error and its text for the user: both begin with the row, or else the text gets a missing name.</summary>
    private static (ComputeTargetException Error, string Details) AddNameOrRow(
        ComputeTargetException error, NumberedRow? row, string? name)
    {
        string details = AddServiceMessage(error);
        if (row is not null)
        {
            string title = $"Row {row.Number}{(CommandText.IsPlainName(row.Name) ? $" ('{row.Name}')" : string.Empty)}: ";
            return (ServiceError.CopyError(error.ComputeName ?? row.Name, error, title + error.Message), title + details);
        }

        // The host prints only the text, and many items can fail with the same message.
        bool lacksName = (error.LacksName || error.ComputeName is null) && name is not null;
        return (error, lacksName ? $"Compute target '{name}': {details}" : details);
    }

    /// <summary>Returns the recommendation for the error id; null if the message suffices.</summary>
    private static string? FindRecommendation(ComputeTargetException exception, bool whileConnecting)
    {
        if (exception is { ErrorId: ErrorIds.ServiceUnavailable, Status: >= 500 })
        {
            // The service answered, so the network works.
            return null;
        }

        return whileConnecting && ConnectingRecommendations.TryGetValue(exception.ErrorId, out string? connecting)
            ? connecting
            : Table[exception.ErrorId].Recommendation;
    }

    /// <summary>Returns the arguments that choose a target, after a blank; empty without a name.</summary>
    private static string WriteTarget(Workspace? workspace, string? name) =>
        name is null ? string.Empty : $" {(workspace is null ? name : CommandText.WriteTarget(workspace, name))}";

    /// <summary>Returns the message, with that of the service if it adds something; never for a missing target or workspace.</summary>
    private static string AddServiceMessage(ComputeTargetException exception) =>

        // The message of the error can be that of the service, with marks in the place of control characters.
        exception.ErrorId is not (ErrorIds.ComputeTargetNotFound or ErrorIds.WorkspaceNotFound)
        && exception.ServiceMessage is { } serviceMessage
        && !exception.Message.Contains(TerminalText.Clean(serviceMessage))
            ? $"{exception.Message} The service said: {serviceMessage}"
            : exception.Message;

    /// <summary>
    /// Returns the name of the compute target of the error; null if the error has none or several, or if a command cannot contain it.
    /// </summary>
    private static string? FindTargetName(ComputeTargetException exception, object? target, bool isNameOfTarget)
    {
        string? name = exception.ComputeName ?? (target is PSObject wrapped ? wrapped.BaseObject : target) switch
        {
            ComputeTarget computeTarget => computeTarget.Name,
            ComputeConfiguration configuration => configuration.Name,
            NumberedRow row => row.Name,
            string text when isNameOfTarget => text,
            IDictionary or PSCustomObject when isNameOfTarget => NumberedRow.ReadName(PSObject.AsPSObject(target)),
            _ => null,
        };
        return CommandText.IsPlainName(name) ? name : null;
    }
}
