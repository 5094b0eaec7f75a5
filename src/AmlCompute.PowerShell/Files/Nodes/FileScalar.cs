namespace AmlCompute.Files.Nodes;

/// <summary>The kind of a scalar value in a file.</summary>
internal enum ScalarKind
{
    /// <summary>Text: quoted, or a word that is of no other kind.</summary>
    Text,

    Number,

    /// <summary>True or false; in YAML also yes, no, on and off.</summary>
    Flag,

    /// <summary>Null or an empty value.</summary>
    Null,
}

/// <summary>A value without values inside it: its text without quotes and escapes, such as the digits of a number.</summary>
internal sealed class FileScalar(string text, ScalarKind kind, FilePosition position) : FileNode(position)
{
    public string Text { get; } = text;

    public ScalarKind Kind { get; } = kind;

    public override long Size => 1;
}
