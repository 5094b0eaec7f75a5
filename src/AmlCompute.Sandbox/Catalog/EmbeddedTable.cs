namespace AmlCompute.Sandbox.Catalog;

/// <summary>The tables of facts inside this assembly: tab-separated, first line the column names.</summary>
internal static class EmbeddedTable
{
    public static IReadOnlyList<string[]> Rows(string name)
    {
        using Stream stream = typeof(EmbeddedTable).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource '{name}' is missing from the assembly.");
        using StreamReader reader = new(stream);
        string[] lines = reader.ReadToEnd().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Skip(1).Select(line => line.Split('\t'))];
    }
}
