namespace AmlCompute.Files.Nodes;

/// <summary>A position in a file; line and column start at 1.</summary>
internal readonly record struct FilePosition(long Line, long Column);
