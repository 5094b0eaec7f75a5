using System.Management.Automation;

namespace AmlCompute.Commands.Parameters;

/// <summary>Turns the paths that users write into full paths of the file system.</summary>
internal static class FilePaths
{
    /// <summary>Paths with wildcards.</summary>
    /// <exception cref="ComputeTargetException">A path leads nowhere, or out of the file system.</exception>
    public static IReadOnlyList<string> Resolve(PathIntrinsics paths, IEnumerable<string> patterns) => [.. patterns.SelectMany(pattern => Guarded(pattern, () =>
    {
        IReadOnlyList<string> found = [.. paths.GetResolvedProviderPathFromPSPath(pattern, out ProviderInfo provider)];
        RequireFileSystem(provider, pattern);
        return found.Count > 0 ? found : throw new ComputeTargetException(ErrorIds.InvalidArgument, $"{pattern}: No file matches.");
    }))];

    /// <summary>Paths in which every character stands for itself.</summary>
    /// <exception cref="ComputeTargetException">A path leads out of the file system.</exception>
    public static IReadOnlyList<string> ResolveLiteral(PathIntrinsics paths, IEnumerable<string> literals) => [.. literals.Select(literal => ResolveLiteral(paths, literal))];

    /// <summary>A path in which every character stands for itself.</summary>
    /// <exception cref="ComputeTargetException">The path leads out of the file system.</exception>
    public static string ResolveLiteral(PathIntrinsics paths, string literal) => Guarded(literal, () =>
    {
        string path = paths.GetUnresolvedProviderPathFromPSPath(literal, out ProviderInfo provider, out _);
        RequireFileSystem(provider, literal);
        return path;
    });

    private static T Guarded<T>(string path, Func<T> resolve)
    {
        try
        {
            return resolve();
        }
        catch (Exception exception) when (exception is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException
            or WildcardPatternException or PSArgumentException or PSInvalidOperationException or NotSupportedException)
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"{path}: {exception.Message}", exception);
        }
    }

    private static void RequireFileSystem(ProviderInfo provider, string path)
    {
        if (!provider.Name.Equals("FileSystem", StringComparison.OrdinalIgnoreCase))
        {
            throw new ComputeTargetException(ErrorIds.InvalidArgument, $"{path}: Only files can be read, and this is a path of {provider.Name}.");
        }
    }
}
