namespace AmlCompute.Sandbox.Catalog;

/// <summary>Finds the VM sizes that Azure has retired: it no longer creates machines of their family.</summary>
internal static class Retirements
{
    private static readonly Dictionary<string, DateTimeOffset> ByFamily = EmbeddedTable.ReadRows("retirements.tsv").ToDictionary(
        row => row[0],
        row => DateTimeOffset.ParseExact(row[1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks that the family of a size is retired at a time. A family that is not in the table is not retired.</summary>
    public static bool IsRetired(VmSize size, DateTimeOffset now) =>
        ByFamily.TryGetValue(size.Family, out DateTimeOffset date) && date <= now;
}
