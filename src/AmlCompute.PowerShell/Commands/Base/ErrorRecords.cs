using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Security;
using AmlCompute.Client.Errors;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Base;

/// <summary>Creates error records from exceptions. Holds the table of all ids with their categories and recommendations.</summary>
internal static class ErrorRecords
{
    /// <summary>A recommendation names a command or a setting; null if the message itself has to say what to change.</summary>
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
            ErrorCategory.InvalidArgument, "Give the files of the plan with -Path, or create a new plan with New-AmlComputePlan."),
        [ErrorIds.PlanStale] = (ErrorCategory.InvalidOperation, "Create a new plan with New-AmlComputePlan."),
        [ErrorIds.PlanVersion] = (ErrorCategory.InvalidData, "Create a new plan with New-AmlComputePlan."),
        [ErrorIds.PlanWorkspaceMismatch] = (
            ErrorCategory.InvalidArgument, "Connect to the workspace of the plan with Connect-AmlWorkspace, or give it with -Workspace."),
        [ErrorIds.ProvisioningFailed] = (
            ErrorCategory.OperationStopped,
            "Fix the cause that 'Get-AmlComputeTarget {name} | Format-List Errors' shows, then run the command that failed again."),
        [ErrorIds.QuotaExceeded] = (
            ErrorCategory.QuotaExceeded,
            "Get-AmlComputeUsage -InUse shows the cores in use. Use fewer nodes or a smaller -VmSize, or request more quota."),
        [ErrorIds.ReplacementRequired] = (
            ErrorCategory.InvalidOperation, "Replace the target with Sync-AmlComputeTarget -AllowReplace, or change its configuration."),
        [ErrorIds.ServiceUnavailable] = (
            ErrorCategory.ConnectionError, "Check the network, and the proxy in HTTPS_PROXY if there is one; then retry the command."),
        [ErrorIds.Throttled] = (ErrorCategory.LimitsExceeded, "Wait a minute, then retry the command with a lower -ThrottleLimit."),
        [ErrorIds.UnsupportedComputeType] = (ErrorCategory.NotImplemented, null),
        [ErrorIds.UntrustedEndpoint] = (
            ErrorCategory.SecurityError,
            "Check -Endpoint of Connect-AmlWorkspace and the proxy in HTTPS_PROXY; a token is sent to the address of the service only."),
        [ErrorIds.WaitTimeout] = (
            ErrorCategory.OperationTimeout, "Continue to wait with 'Wait-AmlComputeTarget {name}', or use a longer -Timeout."),
        [ErrorIds.WorkspaceMismatch] = (
            ErrorCategory.InvalidArgument,
            "Give the workspace of the target with -Workspace, or connect to it with Connect-AmlWorkspace."),
        [ErrorIds.WorkspaceNotFound] = (
            ErrorCategory.ObjectNotFound,
            "Check -SubscriptionId, -ResourceGroupName and -WorkspaceName of Connect-AmlWorkspace; "
            + "Get-AmlWorkspace -ListAvailable lists the workspaces."),
        [ErrorIds.WorkspaceNotResolved] = (ErrorCategory.ObjectNotFound, "Run Connect-AmlWorkspace, or give -Workspace."),
    };

    /// <summary>The words in the names of settings whose plain text is a secret.</summary>
    private static readonly string[] SecretWords = ["password", "credential", "secret", "token", "privateKey", "accountKey"];

    private const int DeepestRow = 8;

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
    /// <param name="target">The compute name or object that the user specified.</param>
    /// <param name="whileConnecting">True if Connect-AmlWorkspace failed.</param>
    /// <param name="isNameOfTarget">
    /// True if a text in <paramref name="target"/> names a compute target; false for a quota or a size.
    /// </param>
    public static ErrorRecord From(
        ComputeTargetException exception, object? target, bool whileConnecting = false, bool isNameOfTarget = true)
    {
        (ErrorCategory category, string? recommendation) = Table[exception.ErrorId];
        recommendation = exception switch
        {
            // The service answered, so the network works.
            { ErrorId: ErrorIds.ServiceUnavailable, Status: >= 500 } => null,
            _ when whileConnecting && ConnectingRecommendations.TryGetValue(exception.ErrorId, out string? other) => other,
            _ => recommendation,
        };

        // The service says of a missing target or workspace only that it is missing.
        string details = exception.ErrorId is not (ErrorIds.ComputeTargetNotFound or ErrorIds.WorkspaceNotFound)
            && exception.ServiceMessage is { } words && !exception.Message.Contains(words)
            ? $"{exception.Message} The service said: {words}"
            : exception.Message;
        string? name = NameOf(exception, target, isNameOfTarget) ?? (target as NumberedRow)?.Name;
        if (target is NumberedRow row)
        {
            string title = $"Row {row.Number}{(row.Name is { } named && named.All(IsInName) ? $" ('{named}')" : string.Empty)}: ";
            details = title + details;
            exception = ServiceError.About(exception.ComputeName ?? row.Name, exception, title + exception.Message);
        }
        else if ((exception.LacksName || exception.ComputeName is null) && name is not null)
        {
            // The host prints only the message, and many items can fail with the same one.
            details = $"Compute target '{name}': {details}";
        }

        string? action = exception.Remedy ?? recommendation?.Replace(" {name}", name is null ? string.Empty : $" {name}");
        ErrorRecord record = new(exception, exception.ErrorId, category, WithoutSecrets(target) ?? exception.ComputeName)
        {
            ErrorDetails = new ErrorDetails(TerminalText.Clean(details))
            {
                RecommendedAction = TerminalText.Clean(action ?? string.Empty),
            },
        };
        record.CategoryInfo.TargetName = TerminalText.Clean(record.CategoryInfo.TargetName);
        return record;
    }

    /// <summary>Returns true if all further items would fail with the same error.</summary>
    public static bool Terminates(ComputeTargetException exception) => exception.ErrorId == ErrorIds.AuthenticationFailed;

    /// <summary>Returns a copy of a row or hashtable with masked credentials, because errors stay in $Error; others unchanged.</summary>
    private static object? WithoutSecrets(object? target, int depth = 0)
    {
        NumberedRow? numbered = target as NumberedRow;
        target = numbered?.Row ?? target;
        object? plain = target is PSObject { BaseObject: not PSCustomObject and var inner } ? inner : target;
        if (depth == DeepestRow)
        {
            return target;
        }

        if (plain is string text)
        {
            string shown = SecretForms.Mask(text);
            return shown == text ? target : shown;
        }

        if (plain is object[] items)
        {
            object?[] maskedItems = Array.ConvertAll(items, item => WithoutSecrets(item, depth + 1));
            return maskedItems.SequenceEqual(items) ? target : maskedItems;
        }

        (string Name, object? Value)[] members = plain switch
        {
            IDictionary row => [.. row.Cast<DictionaryEntry>().Select(entry => (entry.Key.ToString()!, entry.Value))],
            PSObject row => [.. row.Properties.OfType<PSNoteProperty>().Select(property => (property.Name, property.Value))],
            _ => [],
        };
        List<(string Name, object? Value)> masked =
            [.. members.Select(member => (member.Name, Masked(member.Name, member.Value, depth)))];
        if (numbered is null && masked.SequenceEqual(members))
        {
            return target;
        }

        if (numbered is not null)
        {
            masked.RemoveAll(member => member.Name == "RowNumber");
            masked.Insert(0, ("RowNumber", numbered.Number));
        }

        if (plain is not IDictionary)
        {
            return PlainRow.Create(masked);
        }

        OrderedDictionary copy = new(StringComparer.OrdinalIgnoreCase);
        masked.ForEach(member => copy[member.Name] = member.Value);
        return copy;
    }

    private static object? Masked(string name, object? value, int depth) => PlainData.Unwrap(value) switch
    {
        SecureString or PSCredential => Redaction.Mask,
        string or ValueType when IsSecret(name) => Redaction.Mask,
        string => WithoutSecrets(value),
        _ when value is IDictionary variables && Contains(name, "EnvironmentVariable") =>
            variables.Keys.Cast<object>().ToDictionary(key => key.ToString()!, _ => Redaction.Mask),
        _ => WithoutSecrets(value, depth + 1),
    };

    internal static bool IsSecret(string name) =>
        Redaction.IsSecret(name)
        || (SecretWords.Any(word => Contains(name, word)) && !name.EndsWith("Path", StringComparison.OrdinalIgnoreCase));

    private static bool Contains(string text, string word) => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Returns the name of the compute target of the error; null if the error has none, or has several.</summary>
    private static string? NameOf(ComputeTargetException exception, object? target, bool isNameOfTarget)
    {
        object? name = exception.ComputeName ?? (target is PSObject wrapped ? wrapped.BaseObject : target) switch
        {
            ComputeTarget known => known.Name,
            ComputeConfiguration wanted => wanted.Name,
            string text when isNameOfTarget => text,
            IDictionary or PSCustomObject when isNameOfTarget => NumberedRow.NameIn(PSObject.AsPSObject(target)),
            _ => null,
        };
        return PlainData.Unwrap(name) is string { Length: > 0 } plain && plain.All(IsInName) ? plain : null;
    }

    private static bool IsInName(char letter) => char.IsLetterOrDigit(letter) || letter is '-' or '_';
}
