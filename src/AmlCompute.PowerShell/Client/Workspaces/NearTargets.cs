using AmlCompute.Client.Arm;
using AmlCompute.Client.Errors;
using AmlCompute.Client.Http;

namespace AmlCompute.Client.Workspaces;

/// <summary>Adds the most similar name of the workspace to the error of a target that was not found.</summary>
internal static class NearTargets
{
    /// <summary>The command of the error in a remedy.</summary>
    public const string Command = "{command}";

    /// <summary>The most names that are read, so that an error does not take long in a large workspace.</summary>
    private const int MostNames = 1000;

    /// <summary>Reads one target; the error of a missing one has a similar name.</summary>
    public static async Task<ComputeTarget> GetAsync(Workspace workspace, string name, CallContext call)
    {
        try
        {
            return await ServiceConnection.ClientOf(workspace).GetAsync(workspace, name, call).ConfigureAwait(false);
        }
        catch (ComputeTargetException exception) when (exception.ErrorId == ErrorIds.ComputeTargetNotFound)
        {
            throw await SuggestAsync(exception, name, workspace, call).ConfigureAwait(false);
        }
    }

    /// <summary>Returns the error with a similar name. The names are read once for all errors of a command.</summary>
    public static async Task<ComputeTargetException> SuggestAsync(
        ComputeTargetException missing, string name, Workspace workspace, CallContext call)
    {
        string message = $"Compute target '{name}' was not found in workspace '{workspace.Name}'.";
        (string Wrong, string Right)? correction = null;
        string remedy = "Get-AmlComputeTarget lists the targets of the workspace.";
        try
        {
            ComputeClient client = ServiceConnection.ClientOf(workspace);
            List<string> names = await call.Responses
                .GetAsync(client.Sender, $"{workspace.Id}/names", isFixed: true, () => ReadNamesAsync(client, workspace, call), call.Token)
                .ConfigureAwait(false);
            correction = Suggestions.FindCorrection(name, names);
            if (correction is { Right: var near })
            {
                message = $"{message} Did you mean '{near}'?";
                remedy = $"{Command} {near}";
            }
        }
        catch (ComputeTargetException exception)
        {
            call.Log.Verbose($"The compute targets could not be listed to find a similar name: {exception.Message}");
        }

        return ServiceError.About(name, missing, message, remedy: remedy, correction: correction, lacksName: false);
    }

    private static async Task<List<string>> ReadNamesAsync(ComputeClient client, Workspace workspace, CallContext call)
    {
        List<string> names = [];
        await foreach (ComputeTarget target in client.ListAsync(workspace, call).ConfigureAwait(false))
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
