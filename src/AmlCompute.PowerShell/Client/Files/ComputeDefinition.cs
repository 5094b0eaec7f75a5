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

    public ComputeTargetException Wrong(string message) => Source.Wrong(Position, message);
}
