using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>A compute target that a file describes: its name, its settings, and the start of the description for error messages.</summary>
internal sealed record ComputeDefinition(string Name, ComputeConfiguration Configuration, FileSource Source, FilePosition Position)
{
    /// <summary>Gets the file; null for text that came by the pipeline.</summary>
    public string? Path => Source.Path;

    /// <summary>Throws if the name or the id of the resource to attach is not valid.</summary>
    public void RequireValid()
    {
        ComputeNames.RequireValid(Name);
        ConfigurationRules.Require(Configuration, null, row => row.Member == ComputeTarget.Members.ClusterResourceId);
    }

    /// <summary>Requires a valid description for Connect-AmlComputeTarget, which attaches, or for New-AmlComputeTarget.</summary>
    /// <param name="attaches">True if the command attaches; false if it creates.</param>
    /// <exception cref="ComputeTargetException">The description is not valid, or is for the other command.</exception>
    public void RequireValidFor(bool attaches)
    {
        if (Configuration.IsAttach != attaches)
        {
            throw CreateError(
                attaches
                    ? $"'{Name}' creates a resource. Use New-AmlComputeTarget, or Sync-AmlComputeTarget to create and attach."
                    : $"'{Name}' attaches an existing resource. "
                        + "Use Connect-AmlComputeTarget, or Sync-AmlComputeTarget to create and attach.");
        }

        RequireValid();
    }

    public ComputeTargetException CreateError(string message) => Source.CreateError(Position, message);
}
