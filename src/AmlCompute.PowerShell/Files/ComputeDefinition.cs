using AmlCompute.Files.Nodes;
using AmlCompute.Settings;

namespace AmlCompute.Files;

/// <summary>A compute target that a text describes.</summary>
/// <param name="Name">The name of the target.</param>
/// <param name="Configuration">The settings.</param>
/// <param name="Source">The text.</param>
/// <param name="Position">The start of the description in the text, for error messages.</param>
internal sealed record ComputeDefinition(string Name, ComputeConfiguration Configuration, FileSource Source, FilePosition Position)
{
    /// <summary>Gets the path of the file; null for other text.</summary>
    public string? Path => Source.Path;

    /// <summary>Requires a valid name, and a valid id of the resource to attach.</summary>
    /// <exception cref="ComputeTargetException">One of them is not valid.</exception>
    public void RequireValid()
    {
        ComputeNames.RequireValid(Name);
        ConfigurationRules.Require(Configuration, applies: row => row.Member == ComputeTarget.Members.ClusterResourceId);
    }

    /// <summary>Requires a valid description for Connect-AmlComputeTarget, which attaches, or for New-AmlComputeTarget.</summary>
    /// <param name="attaches">True if the command attaches; false if it creates.</param>
    /// <exception cref="ComputeTargetException">The description is not valid, or is for the other command.</exception>
    public void RequireValidFor(bool attaches)
    {
        // The name is checked first, because the next message contains it.
        ComputeNames.RequireValid(Name);
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
