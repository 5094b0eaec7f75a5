using System.Collections;
using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Base;

/// <summary>Reads workspaces in the forms in which users give them.</summary>
internal static class WorkspaceArgument
{
    /// <summary>
    /// Returns the saved workspace or the resource id that an object without a class describes; any other value without its wrapper.
    /// </summary>
    public static object? UnwrapWorkspace(object? value)
    {
        if (value is not PSObject wrapper)
        {
            return value;
        }

        object? workspace = wrapper.BaseObject is PSCustomObject ? FindWorkspace(wrapper) : null;
        return workspace ?? wrapper.BaseObject;
    }

    /// <summary>Returns the workspace, saved workspace or resource id that a piped object describes; null for any other object.</summary>
    public static object? FindWorkspace(PSObject piped)
    {
        if (piped.BaseObject is Workspace workspace)
        {
            return workspace;
        }

        if (SavedObject.IsOfType<Workspace>(piped))
        {
            string id = SavedObject.ReadText(piped, nameof(Workspace.Id)) ?? string.Empty;
            return new SavedWorkspace(id, SavedObject.ReadText(piped, nameof(Workspace.Environment)));
        }

        string? resourceId = piped.BaseObject is string or ComputeTarget ? null : ReadResourceId(piped);
        return resourceId is not null && WorkspaceReference.IsWorkspaceId(resourceId) ? resourceId : null;
    }

    /// <summary>Returns the workspace, the saved workspace or the resource id that a piped object describes.</summary>
    /// <exception cref="ComputeTargetException">The object is not a workspace.</exception>
    public static object RequireWorkspace(PSObject piped) => FindWorkspace(piped) ?? throw ComputeTargetException.CreateInvalidArgument(
        $"An object of type {piped.BaseObject.GetType().Name} is not a workspace. Pipe the output of Get-AmlWorkspace.");

    /// <summary>Returns the workspaces of a parameter that accepts one or several; none for null.</summary>
    public static IReadOnlyList<object?> UnwrapWorkspaces(object? value) => UnwrapWorkspace(value) switch
    {
        null => [],
        IEnumerable workspaces and not (string or IDictionary) => [.. workspaces.Cast<object?>().Select(UnwrapWorkspace)],
        { } workspace => [workspace],
    };

    /// <summary>Returns the resource id of an object; null if it has none, or one that is not text.</summary>
    private static string? ReadResourceId(PSObject piped) =>
        PlainData.Unwrap((piped.Properties["Id"] ?? piped.Properties["ResourceId"])?.Value) as string;
}
