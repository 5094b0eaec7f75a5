namespace AmlCompute.Client.Files;

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
        if (Configuration.Get(ComputeTarget.Members.ClusterResourceId) is { } id && !UnderlyingResource.IsId(Configuration.ComputeType, id))
        {
            throw Wrong($"'{id}' is not the id of a resource that can be attached as {Configuration.ComputeType}.");
        }
    }

    public ComputeTargetException Wrong(string message) => Source.Wrong(Position, message);
}
