using System.Collections;
using System.Management.Automation;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Base;

/// <summary>Turns what went wrong into error records: the whole table of ids, categories and remedies.</summary>
internal static class ErrorRecords
{
    private static readonly Dictionary<string, (ErrorCategory Category, string Remedy)> Table = new(StringComparer.Ordinal)
    {
        [ErrorIds.AuthenticationFailed] = (ErrorCategory.AuthenticationError, "Sign in with Connect-AmlWorkspace; by default it takes the sign-in of Connect-AzAccount or az login."),
        [ErrorIds.AuthorizationFailed] = (ErrorCategory.PermissionDenied, "Ask for a role on the workspace that allows this, such as AzureML Compute Operator."),
        [ErrorIds.ComputeTargetAttached] = (ErrorCategory.InvalidOperation, "Disconnect-AmlComputeTarget removes it from the workspace and leaves the resource as it is."),
        [ErrorIds.ComputeTargetExists] = (ErrorCategory.ResourceExists, "Use another name, -IfNotExists to take the existing one, or -Force to overwrite it."),
        [ErrorIds.ComputeTargetNotAttached] = (ErrorCategory.InvalidOperation, "Remove-AmlComputeTarget deletes it."),
        [ErrorIds.ComputeTargetNotFound] = (ErrorCategory.ObjectNotFound, "Get-AmlComputeTarget without -Name lists the targets there are; Get-AmlWorkspace tells in which workspace."),
        [ErrorIds.InvalidArgument] = (ErrorCategory.InvalidArgument, "Correct what the message names; nothing was changed."),
        [ErrorIds.InvalidComputeName] = (ErrorCategory.InvalidArgument, "A name has 2 to 32 letters, digits and hyphens, and starts with a letter."),
        [ErrorIds.InvalidVmSize] = (ErrorCategory.InvalidArgument, "Choose a size that the region has for this compute type."),
        [ErrorIds.MalformedResponse] = (ErrorCategory.InvalidData, "Try again; if it stays, something between here and the service changes its answers."),
        [ErrorIds.OperationConflict] = (ErrorCategory.ResourceBusy, "Bring the target into another state, or wait with Wait-AmlComputeTarget for what runs on it; then try again."),
        [ErrorIds.ProvisioningFailed] = (ErrorCategory.OperationStopped, "Mend the cause, remove the target, and make it again."),
        [ErrorIds.QuotaExceeded] = (ErrorCategory.QuotaExceeded, "Use fewer nodes or a smaller size, or ask for more quota for the subscription in this region."),
        [ErrorIds.ReplacementRequired] = (ErrorCategory.InvalidOperation, "Sync-AmlComputeTarget -AllowReplace removes the target and makes it again; or change what is wanted."),
        [ErrorIds.ServiceUnavailable] = (ErrorCategory.ConnectionError, "Check the network, then try again."),
        [ErrorIds.Throttled] = (ErrorCategory.LimitsExceeded, "Wait a moment, then try again with fewer requests at a time."),
        [ErrorIds.UnsupportedComputeType] = (ErrorCategory.NotImplemented, "Use a command that goes with this type of compute target."),
        [ErrorIds.UntrustedEndpoint] = (ErrorCategory.SecurityError, "Check -Endpoint and the proxy; a token is sent to the service's own address only."),
        [ErrorIds.WaitTimeout] = (ErrorCategory.OperationTimeout, "Wait again, or with a longer -Timeout."),
        [ErrorIds.WorkspaceNotFound] = (ErrorCategory.ObjectNotFound, "Check subscription, resource group and workspace name."),
        [ErrorIds.WorkspaceNotResolved] = (ErrorCategory.ObjectNotFound, "Run Connect-AmlWorkspace, or give -Workspace."),
    };

    private static readonly string[] NamingMembers = [nameof(ProvisioningCommand.Name), "ComputeName"];

    /// <summary>What helps where the command that failed is the one that the table tells to run.</summary>
    private static readonly Dictionary<string, string> RemediesOfConnecting = new(StringComparer.Ordinal)
    {
        [ErrorIds.AuthenticationFailed] =
            "Mend what the message names, or sign in another way: Connect-AzAccount or az login before, or -Identity, -ServicePrincipal, -UseDeviceAuthentication.",
        [ErrorIds.WorkspaceNotResolved] = "Name the workspace by -WorkspaceName, -ResourceGroupName and -SubscriptionId, by -ResourceId, or by -ConfigPath.",
    };

    /// <summary>The error record of an exception.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="target">What the user was working on: a compute name or object.</param>
    /// <param name="whileConnecting">Whether the command is the one that connects.</param>
    /// <param name="isNameOfTarget">Whether a text in <paramref name="target"/> names a compute target, and no quota or size.</param>
    public static ErrorRecord From(ComputeTargetException exception, object? target, bool whileConnecting = false, bool isNameOfTarget = true)
    {
        (ErrorCategory category, string remedy) = Table[exception.ErrorId];
        if (whileConnecting && RemediesOfConnecting.TryGetValue(exception.ErrorId, out string? other))
        {
            remedy = other;
        }

        remedy = exception.Remedy ?? remedy;

        string details = exception.ServiceMessage is { } words && !exception.Message.Contains(words)
            ? $"{exception.Message} The service said: {words}"
            : exception.Message;
        if (NameOf(exception, target, isNameOfTarget) is { } name && !Names(details, name))
        {
            // What is printed has the message alone, and many items fail alike.
            details = $"Compute target '{name}': {details}";
        }

        return new ErrorRecord(exception, exception.ErrorId, category, target ?? exception.ComputeName)
        {
            ErrorDetails = new ErrorDetails(details) { RecommendedAction = remedy },
        };
    }

    /// <summary>The compute target that the error is about; null if it is about none, or about many.</summary>
    private static string? NameOf(ComputeTargetException exception, object? target, bool isNameOfTarget)
    {
        object? name = exception.ComputeName ?? (target is PSObject wrapped ? wrapped.BaseObject : target) switch
        {
            ComputeTarget known => known.Name,
            ComputeConfiguration wanted => wanted.Name,
            string text when isNameOfTarget => text,
            IDictionary row when isNameOfTarget => NamingMembers.Select(member => row.Contains(member) ? row[member] : null).FirstOrDefault(value => value is not null),
            PSCustomObject when isNameOfTarget => NamingMembers.Select(member => ((PSObject)target!).Properties[member]?.Value).FirstOrDefault(value => value is not null),
            _ => null,
        };
        return PlainData.Unwrap(name) is string { Length: > 0 } plain && plain.All(IsInName) ? plain : null;
    }

    /// <summary>Whether a text names the target, in quotes or at the end of an id: <c>size</c> is also a word, and <c>'q1</c> the start of <c>'q10'</c>.</summary>
    private static bool Names(string text, string name)
    {
        for (int at = 0; (at = text.IndexOf(name, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            int end = at + name.Length;
            if (at > 0 && text[at - 1] is '\'' or '"' or '/' && (end == text.Length || !IsInName(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInName(char letter) => char.IsLetterOrDigit(letter) || letter is '-' or '_';

    /// <summary>Whether an error makes all further items pointless.</summary>
    public static bool Terminates(ComputeTargetException exception) =>
        exception.ErrorId == ErrorIds.AuthenticationFailed;
}
