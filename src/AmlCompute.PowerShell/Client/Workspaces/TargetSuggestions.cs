using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;

namespace AmlCompute.Client.Workspaces;

/// <summary>Suggests the most similar name of a target of the workspace in the error of a target that was not found.</summary>
internal static class TargetSuggestions
{
    /// <summary>The placeholder in a remedy for the command that failed; the writer of the error replaces it.</summary>
    public const string CommandPlaceholder = "{command}";

    /// <summary>The most names that are read, so that an error does not take long in a large workspace.</summary>
    private const int MostNames = 1000;

    /// <summary>Reads one target.</summary>
    /// <exception cref="ComputeTargetException">The target cannot be read; the error of a missing one suggests a similar name.</exception>
    public static async Task<ComputeTarget> GetTargetAsync(Workspace workspace, string name, CallContext call)
    {
        try
        {
            return await ServiceConnection.GetClient(workspace).GetTargetAsync(workspace, name, call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.ComputeTargetNotFound)
        {
            throw await AddSuggestionAsync(exception, name, workspace, call).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Returns the error with the name of the workspace, and with the most similar name if there is one. Names that were read are kept for
    /// the other errors of the command.
    /// </summary>
    public static async Task<ComputeTargetException> AddSuggestionAsync(
        ComputeTargetException missing, string name, Workspace workspace, CallContext call)
    {
        string message = $"Compute target '{name}' was not found in workspace '{workspace.Name}'.";
        try
        {
            List<string> names = await ReadNamesOnceAsync(workspace, call).ConfigureAwait(false);
            if (Suggestions.FindCorrection(name, names) is { } correction)
            {
                string choice = CommandText.WriteTarget(workspace, correction.Right);
                ComputeTargetException suggestion = ServiceError.CopyError(
                    name, missing, $"{message} Did you mean '{correction.Right}'?", $"{CommandPlaceholder} {choice}", correction);

                // A pattern would search the workspace of the session.
                string safeChoice = workspace.IsCurrent ? Suggestions.CreatePrefixPattern(correction) : choice;
                suggestion.SafeRemedy = $"Get-AmlComputeTarget {safeChoice}";
                return suggestion;
            }
        }
        catch (ComputeTargetException exception)
        {
            call.Log.WriteVerbose($"The compute targets could not be listed to find a similar name: {exception.Message}");
        }

        string listRemedy = $"Get-AmlComputeTarget{CommandText.WriteWorkspace(workspace)} lists the targets of the workspace.";
        return ServiceError.CopyError(name, missing, message, listRemedy);
    }

    private static Task<List<string>> ReadNamesOnceAsync(Workspace workspace, CallContext call)
    {
        ComputeClient client = ServiceConnection.GetClient(workspace);
        return call.Responses.GetOrReadAsync(
            client.Arm.Sender, $"{workspace.Id}/names", isFixed: true, () => ReadNamesAsync(client, workspace, call), call.Token);
    }

    private static async Task<List<string>> ReadNamesAsync(ComputeClient client, Workspace workspace, CallContext call)
    {
        List<string> names = [];
        await foreach (ComputeTarget target in client.ListTargetsAsync(workspace, call).ConfigureAwait(false))
        {
            names.Add(target.Name);
            if (names.Count == MostNames)
            {
                break;
            }
        }

        return names;
    }
}
