using System.Collections;
using System.Management.Automation;
using AmlCompute.Client.Arm;
using AmlCompute.Client.Workspaces;
using AmlCompute.Commands.Parameters;

namespace AmlCompute.Commands.Base;

/// <summary>Reads workspaces in the forms in which users give them.</summary>
internal static class WorkspaceArgument
{
    /// <summary>Returns a workspace, a saved one, or the resource id of an object that has one; otherwise the bare value.</summary>
    public static object? Unwrap(object? given) => given is not PSObject wrapped ? given
        : wrapped.BaseObject is PSCustomObject && Find(wrapped) is { } workspace ? workspace
        : wrapped.BaseObject;

    /// <summary>Returns the workspace, saved workspace or resource id that a piped object describes; null for any other object.</summary>
    public static object? Find(PSObject piped) =>
        piped.BaseObject is Workspace workspace ? workspace
        : SavedObject.Is<Workspace>(piped) ? new SavedWorkspace(
            SavedObject.TextOf(piped, nameof(Workspace.Id)) ?? string.Empty, SavedObject.TextOf(piped, nameof(Workspace.Environment)))
        : piped.BaseObject is not (string or ComputeTarget) && IdOf(piped) is { } id && WorkspaceReference.IsId(id) ? id
        : null;

    /// <summary>Returns the workspace, the saved workspace or the resource id that a piped object describes.</summary>
    /// <exception cref="ComputeTargetException">The object is not a workspace.</exception>
    public static object Require(PSObject piped) => Find(piped) ?? throw ComputeTargetException.Invalid(
        $"An object of type {piped.BaseObject.GetType().Name} is not a workspace. Pipe the output of Get-AmlWorkspace.");

    /// <summary>Returns the values of a parameter that accepts one or several workspaces.</summary>
    public static IReadOnlyList<object?> ToList(object? given) => Unwrap(given) switch
    {
        null => [],
        IEnumerable items and not (string or IDictionary) => [.. items.Cast<object?>().Select(Unwrap)],
        { } one => [one],
    };

    private static string? IdOf(PSObject piped) =>
        PlainData.Unwrap((piped.Properties["Id"] ?? piped.Properties["ResourceId"])?.Value) as string;
}
