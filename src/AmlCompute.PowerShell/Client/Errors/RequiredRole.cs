using System.Text.RegularExpressions;

namespace AmlCompute.Client.Errors;

/// <summary>Finds the built-in role that allows an action, from the message of ARM that refuses the action.</summary>
internal static class RequiredRole
{
    private const string Computes = "Microsoft.MachineLearningServices/workspaces/computes/";

    /// <summary>
    /// The refused action and its scope. The message about a linked resource, such as a subnet, names before it the action on the target,
    /// which the identity has permission to perform.
    /// </summary>
    private const string RefusedAction =
        @"(?<!has permission to )perform action(?:\(s\))? '([^',]+)'(?: (?:over scope|on the linked scope\(s\)) '([^',]+)')?";

    /// <summary>
    /// Returns a message about the role, and the command that assigns it; null if the service does not name one refused action. The command
    /// is null if the service does not name the identity or one scope.
    /// </summary>
    public static (string Message, string? Remedy)? DescribeRole(string serviceMessage)
    {
        Match action = Regex.Match(serviceMessage, RefusedAction, RegexOptions.CultureInvariant);
        if (!action.Success)
        {
            return null;
        }

        string name = action.Groups[1].Value;
        string role = FindRole(name);
        string scope = FindAssignmentScope(action.Groups[2].Value);
        Match identity = Regex.Match(serviceMessage, "with object id '([0-9a-fA-F-]{36})'", RegexOptions.CultureInvariant);
        string place = scope.Length > 0 ? $" on {scope}" : string.Empty;
        string message = $"The role '{role}' allows the action {name}, and this identity does not have it{place}.";
        string? remedy = identity.Success && scope.Length > 0
            ? "An owner of the scope can run: "
                + $"New-AzRoleAssignment -ObjectId {identity.Groups[1].Value} -RoleDefinitionName '{role}' "
                + $"-Scope {CommandText.Quote(scope)}"
            : null;
        return (message, remedy);
    }

    private static string FindRole(string action) => action switch
    {
        _ when action.EndsWith("/read", StringComparison.OrdinalIgnoreCase) => "Reader",
        _ when action.StartsWith(Computes, StringComparison.OrdinalIgnoreCase) => "AzureML Compute Operator",
        _ when action.StartsWith("Microsoft.Network/", StringComparison.OrdinalIgnoreCase) => "Network Contributor",
        _ => "Contributor",
    };

    /// <summary>Returns the workspace of a scope below one, because roles are assigned there; otherwise, the scope.</summary>
    private static string FindAssignmentScope(string scope) => Regex.Replace(
        scope,
        @"(/providers/Microsoft\.MachineLearningServices/workspaces/[^/]+)/.*$",
        "$1",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
