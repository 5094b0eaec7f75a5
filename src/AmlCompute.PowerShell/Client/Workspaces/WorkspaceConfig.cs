using AmlCompute.Client.Arm;

namespace AmlCompute.Client.Workspaces;

/// <summary>
/// Finds the workspace of a config file, in the same places as Workspace.from_config of azureml, or of the environment variables that Azure
/// ML sets on its machines.
/// </summary>
internal static class WorkspaceConfig
{
    private const string FileName = "config.json";

    /// <summary>The paths of the file in a folder, in the order of the search.</summary>
    private static readonly string[] Candidates = [Path.Combine(".azureml", FileName), Path.Combine("aml_config", FileName), FileName];

    private static readonly JsonMember<string> SubscriptionId = JsonMembers.CreateWord("subscription_id", MemberAccess.ReadOnly);
    private static readonly JsonMember<string> ResourceGroup = JsonMembers.CreateWord("resource_group", MemberAccess.ReadOnly);
    private static readonly JsonMember<string> WorkspaceName = JsonMembers.CreateWord("workspace_name", MemberAccess.ReadOnly);

    /// <summary>Searches for a config file in a folder and its parents, then for environment variables; null for none.</summary>
    /// <param name="folder">The full path of the folder; null to search the environment only.</param>
    /// <param name="environment">Returns the value of an environment variable; null for none.</param>
    /// <exception cref="ComputeTargetException">The file cannot be read, or lacks a name.</exception>
    public static WorkspaceReference? FindWorkspace(string? folder, Func<string, string?> environment) =>
        FindConfig(folder) is { } file ? ReadConfig(file) : ReadEnvironment(environment);

    /// <summary>Reads the config file at a path, or the config file that the search from the folder at the path finds.</summary>
    /// <exception cref="ComputeTargetException">The file does not exist, cannot be read, or lacks a name.</exception>
    public static WorkspaceReference ReadPath(string path)
    {
        bool isFolder = Directory.Exists(path) && Path.GetFileName(path) != FileName;
        string? file = isFolder ? FindConfig(path) : path;
        return file is not null && Exists(file)
            ? ReadConfig(file)
            : throw new ComputeTargetException(ErrorIds.WorkspaceNotResolved, $"No workspace config file was found at '{path}'.");
    }

    /// <summary>Returns the subscription in the environment variables; null if they contain none.</summary>
    public static string? FindSubscription(Func<string, string?> environment)
    {
        string?[] ids = [environment("AZUREML_ARM_SUBSCRIPTION"), environment("AZURE_SUBSCRIPTION_ID")];
        return Array.Find(ids, id => !string.IsNullOrWhiteSpace(id));
    }

    /// <summary>Returns true for a folder, too, so that a folder of the name of the file is an error and not passed over.</summary>
    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private static string? FindConfig(string? start)
    {
        for (DirectoryInfo? folder = start is null ? null : new(start); folder is not null; folder = folder.Parent)
        {
            string? file = Candidates.Select(candidate => Path.Combine(folder.FullName, candidate)).FirstOrDefault(Exists);
            if (file is not null)
            {
                return file;
            }
        }

        return null;
    }

    private static WorkspaceReference ReadConfig(string file)
    {
        JsonElement json;
        try
        {
            JsonDocumentOptions options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            using JsonDocument document = JsonDocument.Parse(new MemoryStream(RegularFile.ReadBytes(file)), options);
            json = document.RootElement.Clone();
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException
            or ArgumentException or NotSupportedException)
        {
            throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved, $"The workspace config file '{file}' cannot be read. {exception.Message}", exception);
        }

        return CreateReference(SubscriptionId.Read(json), ResourceGroup.Read(json), WorkspaceName.Read(json), file)
            ?? throw new ComputeTargetException(
                ErrorIds.WorkspaceNotResolved,
                $"The workspace config file '{file}' must have the text members "
                + $"{SubscriptionId.Path}, {ResourceGroup.Path} and {WorkspaceName.Path}.");
    }

    private static WorkspaceReference? ReadEnvironment(Func<string, string?> environment) =>
        CreateReference(
            environment("AZUREML_ARM_SUBSCRIPTION"),
            environment("AZUREML_ARM_RESOURCEGROUP"),
            environment("AZUREML_ARM_WORKSPACE_NAME"),
            "environment variables AZUREML_ARM_*");

    /// <summary>Creates a reference; null if a name is missing.</summary>
    private static WorkspaceReference? CreateReference(string? subscriptionId, string? resourceGroup, string? name, string source) =>
        string.IsNullOrWhiteSpace(subscriptionId) || string.IsNullOrWhiteSpace(resourceGroup) || string.IsNullOrWhiteSpace(name)
            ? null
            : new WorkspaceReference(subscriptionId!, resourceGroup!, name!, source);
}
