namespace AmlCompute.Sandbox.Catalog;

/// <summary>
/// Reads the tables in the resources of this assembly: tab-separated values below one line of column names. A line that begins with # is a
/// comment.
/// </summary>
internal static class EmbeddedTable
{
    /// <exception cref="InvalidOperationException">The assembly has no such resource, because of an error of the build.</exception>
    public static IReadOnlyList<string[]> ReadRows(string resourceName)
    {
        using Stream stream = typeof(EmbeddedTable).Assembly.GetManifestResourceStream(resourceName)
            ?? throw new InvalidOperationException($"The resource '{resourceName}' is missing from the assembly.");
        using StreamReader reader = new(stream);
        string[] lines = reader.ReadToEnd().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Skip(1).Where(line => line[0] != '#').Select(line => line.Split('\t'))];
    }
}
