using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>A compute target as a file describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Configuration">What it shall be.</param>
/// <param name="Source">The text it stands in.</param>
/// <param name="Position">Where in the text it begins.</param>
internal sealed record ComputeDefinition(string Name, ComputeConfiguration Configuration, FileSource Source, FilePosition Position)
{
    /// <summary>Gets the file; null for text that came by the pipeline.</summary>
    public string? Path => Source.Path;

    /// <summary>Refuses a name, or the id of a resource to attach, that the service would not take.</summary>
    public void Check()
    {
        ComputeNames.Require(Name);
        if (Configuration.Get(ComputeTarget.Members.ClusterResourceId) is { } id && !AttachableResource.IsId(Configuration.ComputeType, id))
        {
            throw Wrong($"'{id}' is not the id of a resource that can be attached as {Configuration.ComputeType}.");
        }
    }

    /// <summary>Refuses as well what the other of the two commands does, New- or Connect-AmlComputeTarget.</summary>
    /// <param name="attaches">Whether the command attaches, instead of creating.</param>
    public void Check(bool attaches)
    {
        if (Configuration.IsAttach != attaches)
        {
            throw Wrong(
                attaches
                    ? $"'{Name}' is to be created; New-AmlComputeTarget does that. Sync-AmlComputeTarget does both, create and attach."
                    : $"'{Name}' attaches an existing resource; Connect-AmlComputeTarget does that. Sync-AmlComputeTarget does both, create and attach.");
        }

        Check();
    }

    /// <summary>Refuses settings that the service would not take of a new target. To compare with them is another matter: a file need not tell all.</summary>
    public void CheckSettings()
    {
        if (ConfigurationRules.ProblemsOf(Configuration).FirstOrDefault() is { } problem)
        {
            throw Wrong(problem);
        }
    }

    public ComputeTargetException Wrong(string message) => Source.Wrong(Position, message);
}
