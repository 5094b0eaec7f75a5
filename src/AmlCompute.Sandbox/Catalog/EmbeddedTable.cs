namespace AmlCompute.Sandbox.Catalog;

/// <summary>The tables in the resources of this assembly: tab-separated values below one line of column names. A line that
/// begins with # is a comment.</summary>
internal static class EmbeddedTable
{
    public static IReadOnlyList<string[]> Rows(string name)
    {
        using Stream stream = typeof(EmbeddedTable).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource '{name}' is missing from the assembly.");
        using StreamReader reader = new(stream);
        string[] lines = reader.ReadToEnd().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Skip(1).Where(line => line[0] != '#').Select(line => line.Split('\t'))];
    }
}
