using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>A compute target described by a file.</summary>
internal sealed record ComputeDefinition(string Name, ComputeConfiguration Configuration, FileSource Source, FilePosition Position)
{
    /// <summary>Gets the file; null for text that came by the pipeline.</summary>
    public string? Path => Source.Path;

    /// <summary>Throws if the name or the id of the resource to attach is not valid.</summary>
    public void Check()
    {
        ComputeNames.Require(Name);
        ConfigurationRules.Require(Configuration, null, row => row.Member == ComputeTarget.Members.ClusterResourceId);
    }

    /// <summary>Throws also if the description is for the other command, New- or Connect-AmlComputeTarget.</summary>
    /// <param name="attaches">True if the command attaches; false if it creates.</param>
    public void Check(bool attaches)
    {
        if (Configuration.IsAttach != attaches)
        {
            throw Wrong(
                attaches
                    ? $"'{Name}' creates a resource. Use New-AmlComputeTarget, or Sync-AmlComputeTarget to create and attach."
                    : $"'{Name}' attaches an existing resource. "
                        + "Use Connect-AmlComputeTarget, or Sync-AmlComputeTarget to create and attach.");
        }

        Check();
    }

    public ComputeTargetException Wrong(string message) => Source.Wrong(Position, message);
}
