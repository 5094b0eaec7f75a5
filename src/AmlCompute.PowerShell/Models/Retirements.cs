using System.Globalization;
using System.Text.RegularExpressions;

namespace AmlCompute.Models;

/// <summary>
/// Finds the announced retirement of a virtual machine size, or of a service that a compute target uses. The table has the announcements of
/// Azure until 2026-11-28.
/// </summary>
internal static class Retirements
{
    private const string Learn = "https://learn.microsoft.com/azure/virtual-machines/";
    private const string AzureUpdates = "https://azure.microsoft.com/updates/";

    // The series that Azure recommends instead of retired ones, each with a size as an example.
    private static readonly (string Series, string? Size) General = ("the Ddsv5 series", "Standard_D4ds_v5");
    private static readonly (string Series, string? Size) SmallGpu = ("the NCasT4_v3 series", "Standard_NC4as_T4_v3");
    private static readonly (string Series, string? Size) LargeGpu = ("the NC A100 v4 series", "Standard_NC24ads_A100_v4");
    private static readonly (string Series, string? Size) Graphics = ("the NVads A10 v5 series", "Standard_NV36ads_A10_v5");
    private static readonly (string Series, string? Size) Hpc = ("the HBv3 series", "Standard_HB120rs_v3");
    private static readonly (string Series, string? Size) Storage = ("the Lsv3 series", "Standard_L8s_v3");
    private static readonly (string Series, string? Size) NewerM = ("a newer series of the M family", null);

    private static readonly (Regex Name, Retirement Retirement)[] Sizes =
    [
        CreateRow("H(8|16)m?r?(_Promo)?", "2022-08-31", Hpc, Learn + "h-series-retirement"),
        CreateRow("NC(6|12|24)r?(_Promo)?", "2023-09-06", SmallGpu, Learn + "nc-series-retirement"),
        CreateRow("NC(6|12|24)r?s_v2", "2023-09-06", LargeGpu, Learn + "ncv2-series-retirement"),
        CreateRow("ND(6|12|24)r?s", "2023-09-06", LargeGpu, Learn + "nd-series-retirement"),
        CreateRow("NV(6|12|24)(_Promo)?", "2023-09-06", Graphics, Learn + "nv-series-retirement"),
        CreateRow(
            "A[0-9]+",
            "2024-08-31",
            General,
            AzureUpdates + "action-required-migrate-your-azure-workloads-to-av2series-vms-before-31-august-2024"),
        CreateRow(
            "HB60(-[0-9]+)?rs", "2024-08-31", Hpc, AzureUpdates + "hbseries-azure-virtual-machines-will-be-retired-by-31-august-2024"),
        CreateRow("NC(6|12|24)r?s_v3", "2025-09-30", LargeGpu, Learn + "ncv3-retirement"),
        CreateRow("DC[0-9]+s_v2", "2026-06-30", General, AzureUpdates + "?id=496104"),
        CreateRow("NV(12|24|48)s_v3", "2026-09-30", Graphics, AzureUpdates + "?id=516070"),
        CreateRow("NV(4|8|16|32)as_v4", "2026-09-30", Graphics, AzureUpdates + "?id=516070"),
        CreateRow("M192id?m?s_v2", "2027-03-31", NewerM, Learn + "sizes/retirement/msv2-mdsv2-retirement"),
        CreateRow("HB120(-[0-9]+)?rs_v2", "2027-05-31", Hpc, Learn + "sizes/retirement/hbv2-series-retirement"),
        CreateRow("HC44(-[0-9]+)?rs", "2027-05-31", Hpc, Learn + "sizes/retirement/hc-series-retirement"),
        CreateRow("DS?[0-9]+(-[0-9]+)?i?(_v2)?(_Promo)?", "2028-05-01", General, AzureUpdates + "?id=485569"),
        CreateRow("L[0-9]+s", "2028-05-01", Storage, AzureUpdates + "?id=485569"),
        CreateRow("F[0-9]+s?(_v2)?", "2028-11-15", General, AzureUpdates + "?id=500682"),
        CreateRow("L[0-9]+s_v2", "2028-11-15", Storage, AzureUpdates + "?id=500682"),
        CreateRow("GS?[0-9](-[0-9]+)?", "2028-11-15", Storage, AzureUpdates + "?id=500682"),
        CreateRow("A[0-9]+m?_v2", "2028-11-15", General, AzureUpdates + "?id=500682"),
        CreateRow("B[0-9]+[lm]?s", "2028-11-15", General, AzureUpdates + "?id=500682"),
    ];

    private static readonly Retirement DataLakeAnalytics =
        CreateRetirement("2024-02-29", ("Azure Synapse Analytics", null), AzureUpdates + "migrate-to-azure-synapse-analytics");

    /// <summary>Returns the retirement of a size, by its name in any case; null if none is announced.</summary>
    public static Retirement? FindForSize(string? vmSize) =>
        vmSize is null ? null : Array.Find(Sizes, row => row.Name.IsMatch(vmSize)).Retirement;

    /// <summary>Returns the retirement of the service that a type of compute target uses; null if none is announced.</summary>
    public static Retirement? FindForComputeType(string computeType) =>
        computeType == ComputeTypes.DataLakeAnalytics ? DataLakeAnalytics : null;

    /// <summary>Creates the row of the sizes whose names, without Standard_ or Basic_, match a pattern.</summary>
    private static (Regex Name, Retirement Retirement) CreateRow(
        string pattern, string date, (string Series, string? Size) successor, string source)
    {
        Regex name = new($@"\A(Standard|Basic)_({pattern})\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        return (name, CreateRetirement(date, successor, source));
    }

    private static Retirement CreateRetirement(string date, (string Name, string? Size) successor, string source)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        DateTime day = DateTime.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, Utc);
        string text = successor.Size is null ? successor.Name : $"{successor.Name}, such as {successor.Size}";
        return new Retirement(day, text, successor.Size, source);
    }
}
