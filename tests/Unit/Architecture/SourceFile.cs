using System.Text.RegularExpressions;

namespace AmlCompute.Tests.Architecture;

/// <summary>A source file of the module: its room, which is its folder, its namespace and the types at its top level.</summary>
internal sealed partial record SourceFile(string Path, string Room, string Namespace, string Text, IReadOnlyList<(string Name, bool IsPublic)> Types)
{
    public static readonly string Folder = System.IO.Path.Combine(Repository.Root, "src", "AmlCompute.PowerShell");

    /// <summary>Gets a value indicating whether users can see a type of the file.</summary>
    public bool IsPublic => Types.Any(type => type.IsPublic);

    public static IReadOnlyList<SourceFile> All() =>
    [
        .. Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(Folder, path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Read)
            .Where(file => file.Types.Count > 0),
    ];

    private static SourceFile Read(string path)
    {
        string text = File.ReadAllText(System.IO.Path.Combine(Folder, path));
        return new SourceFile(
            path,
            System.IO.Path.GetDirectoryName(path)!.Replace('\\', '/'),
            NamespaceLine().Match(text).Groups[1].Value,
            text,
            [.. Declaration().Matches(text).Select(match => (match.Groups["name"].Value, match.Groups["access"].Value == "public"))]);
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(
        @"^(?<access>public|internal) (?:(?:static|sealed|abstract|partial|readonly) )*"
        + @"(?:(?:class|record struct|record|struct|enum|interface) (?<name>\w+)|delegate [^\n(]*?(?<name>\w+)(?:<\w+>)?\()",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
