namespace AmlCompute.Files.Nodes;

/// <summary>A position in a text. Line and column start at 1, and a column is a UTF-16 character.</summary>
internal readonly record struct FilePosition(long Line, long Column);
