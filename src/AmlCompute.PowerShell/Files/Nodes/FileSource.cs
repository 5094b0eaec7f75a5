using System.Text.RegularExpressions;

namespace AmlCompute.Files.Nodes;

/// <summary>The text of a file, of the pipeline or of an object, and the errors for positions in it.</summary>
/// <param name="text">The text, with or without a byte order mark.</param>
/// <param name="path">The path of the file; null for other text.</param>
/// <param name="folder">The folder that relative paths in the text start from; empty if there is none.</param>
internal sealed class FileSource(string text, string? path, string folder)
{
    /// <summary>The most bytes of a file, and characters of other text. The description of a target has one to three thousand.</summary>
    public const int LargestSize = 4 << 20;

    /// <summary>The most keys and values in one text; values repeated by alias count each time.</summary>
    public const int MostNodes = 100_000;

    /// <summary>The most levels of values inside each other.</summary>
    public const int DeepestNesting = 24;

    /// <summary>A control character below U+0020, except tabs and line breaks, or half of a surrogate pair.</summary>
    private static readonly Regex RefusedCharacter = new(
        @"[\x00-\x08\x0B\x0C\x0E-\x1F]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]",
        RegexOptions.CultureInvariant);

    /// <summary>Gets the text without a byte order mark, and with LF for CR and CRLF, because the JSON reader counts LF only.</summary>
    public string Text { get; } = text.TrimStart(RegularFile.ByteOrderMark).Replace("\r\n", "\n").Replace('\r', '\n');

    /// <summary>Gets the path of the file; null for other text.</summary>
    public string? Path { get; } = path;

    /// <summary>Gets the folder that relative paths in the text start from; empty if there is none.</summary>
    public string Folder { get; } = folder;

    /// <summary>
    /// Gets the action that runs the read of a file that the text names. A command runs it in the background, so that Ctrl+C ends the wait.
    /// </summary>
    public Action<Action> RunRead { get; init; } = RunReadAtOnce;

    /// <summary>Gets a value indicating whether the text comes from an object, so that errors have no line and column.</summary>
    public bool IsObject { get; init; }

    /// <summary>Gets a value indicating whether the text must be JSON, so that its first character is not checked.</summary>
    public bool RequiresJson { get; init; }

    /// <summary>
    /// Gets a value indicating whether the text is read as JSON: by the extension of a file, or by the first character of other text.
    /// </summary>
    public bool IsJson => RequiresJson || (Path is not null
        ? Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        : Text.FirstOrDefault(letter => !char.IsWhiteSpace(letter)) is '{' or '[');

    /// <summary>Gets the start of a message about the whole text: the file, if there is one.</summary>
    public string MessagePrefix => Path is null ? string.Empty : $"{Path}: ";

    /// <summary>Runs a read on this thread.</summary>
    public static void RunReadAtOnce(Action read) => read();

    /// <summary>Creates the source of an object's JSON; its errors have no line and column.</summary>
    public static FileSource FromObject(string json) => new(json, null, string.Empty) { IsObject = true, RequiresJson = true };

    /// <summary>Reads a file of UTF-8 text, or of UTF-16 or UTF-32 with a byte order mark.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="runRead">Runs the read of each file that the text names.</param>
    /// <exception cref="ComputeTargetException">The file cannot be read, is too large, or is not text.</exception>
    public static FileSource ReadFile(string path, Action<Action> runRead)
    {
        try
        {
            string text = RegularFile.ReadText(path, LargestSize);
            return new FileSource(text, path, System.IO.Path.GetDirectoryName(path) ?? string.Empty) { RunRead = runRead };
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Requires text within the size limit, without control characters below U+0020, except tabs and line breaks, and without half of a
    /// surrogate pair. The YAML parser would read a NUL as the end of the text.
    /// </summary>
    /// <exception cref="ComputeTargetException">The text is too large, or has such a character.</exception>
    public void RequireValidText()
    {
        if (Text.Length > LargestSize)
        {
            throw ComputeTargetException.CreateInvalidArgument($"The text is larger than {LargestSize} characters.");
        }

        if (RefusedCharacter.Match(Text) is { Success: true, Index: var index })
        {
            string before = Text.Substring(0, index);
            FilePosition position = new(before.Count(letter => letter == '\n') + 1, index - before.LastIndexOf('\n'));
            string kind = char.IsSurrogate(Text[index]) ? "incomplete surrogate pair" : "control character";
            throw CreateError(position, $"The {kind} U+{(int)Text[index]:X4} is not allowed.");
        }
    }

    /// <summary>Creates an error whose message begins with the text of <see cref="DescribePosition"/>.</summary>
    public ComputeTargetException CreateError(FilePosition position, string message, Exception? cause = null) =>
        new(ErrorIds.InvalidArgument, DescribePosition(position) + message, cause);

    public ComputeTargetException CreateEmptyError() =>
        ComputeTargetException.CreateInvalidArgument($"{MessagePrefix}The text describes no compute target.");

    public ComputeTargetException CreateTooManyNodesError(FilePosition position) =>
        CreateError(position, $"The text has more than {MostNodes} keys and values; values repeated by alias count each time.");

    public ComputeTargetException CreateTooDeepError(FilePosition position) =>
        CreateError(position, $"The text is nested more than {DeepestNesting} levels deep.");

    /// <summary>Returns the start of a message about a position: the file, if there is one, line and column; empty for an object.</summary>
    public string DescribePosition(FilePosition position) => (IsObject, Path) switch
    {
        (true, _) => string.Empty,
        (_, null) => $"Line {position.Line}, column {position.Column}: ",
        _ => $"{Path}, line {position.Line}, column {position.Column}: ",
    };
}
