namespace AmlCompute.Sandbox.Catalog;

/// <summary>The VM sizes of the sandbox, which are the same in every region.</summary>
internal static class VmCatalog
{
    private static readonly Dictionary<string, VmSize> SizesByName =
        EmbeddedTable.ReadRows("vm-sizes.tsv").Concat(EmbeddedTable.ReadRows("vm-sizes-added.tsv"))
            .Select(row => new VmSize(row))
            .ToDictionary(size => size.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The sizes in the order of the service: by upper-case name, ordinal.</summary>
    public static IReadOnlyList<VmSize> Sizes { get; } =
        [.. SizesByName.Values.OrderBy(size => size.Name.ToUpperInvariant(), StringComparer.Ordinal)];

    /// <summary>Finds a size by its name, whose case is ignored; null if there is none.</summary>
    public static VmSize? FindSize(string name) => SizesByName.TryGetValue(name, out VmSize? size) ? size : null;
}
