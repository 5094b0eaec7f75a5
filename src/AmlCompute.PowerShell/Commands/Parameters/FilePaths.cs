using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>Resolves PowerShell paths and the current folder to full paths of the file system.</summary>
internal static class FilePaths
{
    /// <summary>Returns the current folder; null in a session without a file system, such as a restricted endpoint.</summary>
    public static string? FindCurrentFolder(PathIntrinsics paths)
    {
        try
        {
            return paths.CurrentFileSystemLocation.ProviderPath;
        }
        catch (Exception exception) when (exception is ProviderNotFoundException or System.Management.Automation.DriveNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Resolves paths with wildcards.</summary>
    /// <exception cref="ComputeTargetException">
    /// A pattern matches no file or folder, is not valid, contains a secret, or is not in the file system.
    /// </exception>
    public static IReadOnlyList<string> ResolvePatterns(PathIntrinsics paths, IEnumerable<string> patterns) =>
        [.. patterns.SelectMany(pattern => ResolvePattern(paths, pattern))];

    /// <summary>Resolves paths without wildcards.</summary>
    /// <exception cref="ComputeTargetException">A path is not valid, contains a secret, or is not in the file system.</exception>
    public static IReadOnlyList<string> ResolveLiterals(PathIntrinsics paths, IEnumerable<string> literals) =>
        [.. literals.Select(literal => ResolveLiteral(paths, literal))];

    /// <summary>Resolves a path without wildcards.</summary>
    /// <exception cref="ComputeTargetException">The path is not valid, contains a secret, or is not in the file system.</exception>
    public static string ResolveLiteral(PathIntrinsics paths, string literal) => ConvertErrors(literal, () =>
    {
        string path = paths.GetUnresolvedProviderPathFromPSPath(literal, out ProviderInfo provider, out _);
        RequireFileSystem(provider, literal);
        return path;
    });

    private static IReadOnlyList<string> ResolvePattern(PathIntrinsics paths, string pattern) => ConvertErrors(pattern, () =>
    {
        IReadOnlyList<string> files = [.. paths.GetResolvedProviderPathFromPSPath(pattern, out ProviderInfo provider)];
        RequireFileSystem(provider, pattern);
        return files.Count > 0 ? files : throw ComputeTargetException.CreateInvalidArgument($"{pattern}: No file matches.");
    });

    /// <summary>Resolves a path; an exception of the engine about it becomes an error of the module.</summary>
    private static T ConvertErrors<T>(string path, Func<T> resolve)
    {
        ComputeTargetException.RefuseSecret(path, "The path");
        if (path.Contains('\0'))
        {
            throw ComputeTargetException.CreateInvalidArgument("The path contains the character U+0000, which no file system allows.");
        }

        try
        {
            return resolve();
        }
        catch (Exception exception) when (exception is ItemNotFoundException or System.Management.Automation.DriveNotFoundException
            or ProviderNotFoundException or WildcardPatternException or PSArgumentException or PSInvalidOperationException
            or NotSupportedException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"{path}: {exception.Message}", exception);
        }
    }

    private static void RequireFileSystem(ProviderInfo provider, string path)
    {
        if (!provider.Name.Equals("FileSystem", StringComparison.OrdinalIgnoreCase))
        {
            throw ComputeTargetException.CreateInvalidArgument(
                $"{path}: The path must be in the file system, not in the provider {provider.Name}.");
        }
    }
}
