using System.Text;
using System.Text.RegularExpressions;

namespace AmlCompute.Files.Nodes;

/// <summary>The text of a file or of the pipeline, and the errors for positions in it.</summary>
internal sealed class FileSource(string text, string? path, string folder)
{
    /// <summary>The limit for the bytes of a file, and for the characters of other text. A target has one to three thousand.</summary>
    public const int LargestSize = 4 << 20;

    /// <summary>The most values in one text; values repeated by alias count each time.</summary>
    public const int MostNodes = 100_000;

    /// <summary>The most levels of lists and maps inside each other.</summary>
    public const int DeepestNesting = 24;

    private static readonly Regex ControlCharacter = new(@"[\x00-\x08\x0B\x0C\x0E-\x1F]", RegexOptions.CultureInvariant);

    /// <summary>Gets the text without a byte order mark.</summary>
    public string Text { get; } = text.TrimStart('\uFEFF');

    /// <summary>Gets the file; null for text that came by the pipeline.</summary>
    public string? Path { get; } = path;

    /// <summary>Gets the folder that relative paths in the text start from.</summary>
    public string Folder { get; } = folder;

    /// <summary>
    /// Gets the action that reads the files that the text names. A command reads them in the background, so that Ctrl+C ends the wait.
    /// </summary>
    public Action<Action> RunRead { get; init; } = RunReadAtOnce;

    /// <summary>Gets a value indicating whether the text comes from an object, so that errors have no line and column.</summary>
    public bool IsObject { get; init; }

    /// <summary>Gets a value indicating whether the text must be JSON, so that its form is not looked at.</summary>
    public bool RequiresJson { get; init; }

    /// <summary>Gets a value indicating whether the text is JSON: by the extension of the file, or else by its first character.</summary>
    public bool IsJson => RequiresJson || (Path is not null
        ? Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        : Text.TrimStart() is { Length: > 0 } start && start[0] is '{' or '[');

    /// <summary>Gets the start of a message about the whole text: the file, if there is one.</summary>
    public string MessagePrefix => Path is null ? string.Empty : $"{Path}: ";

    public static void RunReadAtOnce(Action read) => read();

    /// <summary>Creates the source of an object's JSON; its errors have no line and column.</summary>
    public static FileSource FromObject(string json) => new(json, null, string.Empty) { IsObject = true, RequiresJson = true };

    /// <summary>Reads a file of UTF-8 text, or of UTF-16 or UTF-32 with a byte order mark.</summary>
    /// <exception cref="ComputeTargetException">The file cannot be read, is too large, or is not text.</exception>
    public static FileSource ReadFile(string path, Action<Action> runRead)
    {
        try
        {
            byte[] bytes = RegularFile.ReadBytes(path);
            if (bytes.Length > LargestSize)
            {
                throw new FileSource(string.Empty, path, string.Empty).CreateTooLargeError();
            }

            using StreamReader reader = new(
                new MemoryStream(bytes),
                new UTF8Encoding(false, throwOnInvalidBytes: true),
                detectEncodingFromByteOrderMarks: true);
            return new FileSource(reader.ReadToEnd(), path, System.IO.Path.GetDirectoryName(path) ?? string.Empty) { RunRead = runRead };
        }
        catch (DecoderFallbackException exception)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"{path}: The file is not UTF-8 text.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Requires text within the size limit and without control characters, because the YAML parser reads a NUL as the end of the text.
    /// </summary>
    public void RequireValidText()
    {
        if (Text.Length > LargestSize)
        {
            throw CreateTooLargeError();
        }

        if (ControlCharacter.Match(Text) is { Success: true, Index: var index })
        {
            string before = Text.Substring(0, index);
            FilePosition position = new(before.Count(letter => letter == '\n') + 1, index - before.LastIndexOf('\n'));
            throw CreateError(position, $"The control character U+{(int)Text[index]:X4} is not allowed.");
        }
    }

    /// <summary>Creates an error whose message begins with the file, line and column of a position.</summary>
    public ComputeTargetException CreateError(FilePosition position, string message, Exception? cause = null) =>
        new(ErrorIds.InvalidArgument, DescribePosition(position) + message, cause);

    public ComputeTargetException CreateEmptyError() =>
        ComputeTargetException.CreateInvalidArgument($"{MessagePrefix}The text describes no compute target.");

    public ComputeTargetException CreateTooManyNodesError(FilePosition position) =>
        CreateError(position, $"The text has more than {MostNodes} values; values repeated by alias count each time.");

    public ComputeTargetException CreateTooDeepError(FilePosition position) =>
        CreateError(position, $"The text is nested more than {DeepestNesting} levels deep.");

    /// <summary>Returns the start of a message about a position: the file, the line and the column; empty for an object.</summary>
    public string DescribePosition(FilePosition position) => (IsObject, Path) switch
    {
        (true, _) => string.Empty,
        (_, null) => $"Line {position.Line}, column {position.Column}: ",
        _ => $"{Path}, line {position.Line}, column {position.Column}: ",
    };

    private ComputeTargetException CreateTooLargeError() =>
        new(ErrorIds.InvalidArgument, $"{MessagePrefix}The text is larger than {LargestSize} bytes, the limit for files.");
}
