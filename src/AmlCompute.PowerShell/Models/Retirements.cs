using System.Text.RegularExpressions;

namespace AmlCompute.Models;

/// <summary>The retirements of virtual machine sizes and of services that compute targets use, as announced on 2026-11-28.</summary>
internal static class Retirements
{
    private const string Learn = "https://learn.microsoft.com/azure/virtual-machines/";
    private const string AzureUpdates = "https://azure.microsoft.com/updates/";
    private const string General = "the Ddsv5 series, such as Standard_D4ds_v5";
    private const string SmallGpu = "the NCasT4_v3 series, such as Standard_NC4as_T4_v3";
    private const string LargeGpu = "the NC A100 v4 series, such as Standard_NC24ads_A100_v4";
    private const string Graphics = "the NVads A10 v5 series, such as Standard_NV36ads_A10_v5";
    private const string Hpc = "the HBv3 series, such as Standard_HB120rs_v3";
    private const string Storage = "the Lsv3 series, such as Standard_L8s_v3";

    private static readonly (Regex Name, Retirement Retirement)[] Sizes =
    [
        Size("H(8|16)m?r?(_Promo)?", On(2022, 8, 31, Hpc, Learn + "h-series-retirement")),
        Size("NC(6|12|24)r?(_Promo)?", On(2023, 9, 6, SmallGpu, Learn + "nc-series-retirement")),
        Size("NC(6|12|24)r?s_v2", On(2023, 9, 6, LargeGpu, Learn + "ncv2-series-retirement")),
        Size("ND(6|12|24)r?s", On(2023, 9, 6, LargeGpu, Learn + "nd-series-retirement")),
        Size("NV(6|12|24)(_Promo)?", On(2023, 9, 6, Graphics, Learn + "nv-series-retirement")),
        Size("A[0-9]+", On(2024, 8, 31, General,
            AzureUpdates + "action-required-migrate-your-azure-workloads-to-av2series-vms-before-31-august-2024")),
        Size("HB60(-[0-9]+)?rs", On(2024, 8, 31, Hpc, AzureUpdates + "hbseries-azure-virtual-machines-will-be-retired-by-31-august-2024")),
        Size("NC(6|12|24)r?s_v3", On(2025, 9, 30, LargeGpu, Learn + "ncv3-retirement")),
        Size("DC[0-9]+s_v2", On(2026, 6, 30, General, AzureUpdates + "?id=496104")),
        Size("NV(12|24|48)s_v3", On(2026, 9, 30, Graphics, AzureUpdates + "?id=516070")),
        Size("NV(4|8|16|32)as_v4", On(2026, 9, 30, Graphics, AzureUpdates + "?id=516070")),
        Size("M192id?m?s_v2", On(2027, 3, 31, "a newer series of the M family", Learn + "sizes/retirement/msv2-mdsv2-retirement")),
        Size("HB120(-[0-9]+)?rs_v2", On(2027, 5, 31, Hpc, Learn + "sizes/retirement/hbv2-series-retirement")),
        Size("HC44(-[0-9]+)?rs", On(2027, 5, 31, Hpc, Learn + "sizes/retirement/hc-series-retirement")),
        Size("DS?[0-9]+(-[0-9]+)?i?(_v2)?(_Promo)?", On(2028, 5, 1, General, AzureUpdates + "?id=485569")),
        Size("L[0-9]+s", On(2028, 5, 1, Storage, AzureUpdates + "?id=485569")),
        Size("F[0-9]+s?(_v2)?", On(2028, 11, 15, General, AzureUpdates + "?id=500682")),
        Size("L[0-9]+s_v2", On(2028, 11, 15, Storage, AzureUpdates + "?id=500682")),
        Size("GS?[0-9](-[0-9]+)?", On(2028, 11, 15, Storage, AzureUpdates + "?id=500682")),
        Size("A[0-9]+m?_v2", On(2028, 11, 15, General, AzureUpdates + "?id=500682")),
        Size("B[0-9]+[lm]?s", On(2028, 11, 15, General, AzureUpdates + "?id=500682")),
    ];

    private static readonly Retirement DataLakeAnalytics =
        On(2024, 2, 29, "Azure Synapse Analytics", AzureUpdates + "migrate-to-azure-synapse-analytics");

    /// <summary>Returns the retirement of a size, by its name in any case; null if none is announced.</summary>
    public static Retirement? OfSize(string? vmSize) => vmSize is null
        ? null
        : Array.Find(Sizes, row => row.Name.IsMatch(vmSize)).Retirement;

    /// <summary>Returns the retirement of the service that a type of compute target uses; null if none is announced.</summary>
    public static Retirement? OfComputeType(string computeType) =>
        computeType == ComputeTypes.DataLakeAnalytics ? DataLakeAnalytics : null;

    private static (Regex Name, Retirement Retirement) Size(string pattern, Retirement retirement) =>
        (new Regex($@"\A(Standard|Basic)_({pattern})\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), retirement);

    private static Retirement On(int year, int month, int day, string successor, string source) =>
        new(new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc), successor, source);
}

/// <summary>An announced retirement. The successor is a part of a sentence; the source is the URL of the announcement.</summary>
internal sealed record Retirement(DateTime Date, string Successor, string Source)
{
    public string Describe(string subject, DateTimeOffset now) =>
        $"{subject} {(IsOver(now) ? "was" : "will be")} retired on {Date:yyyy-MM-dd}. Use {Successor}.";

    public string Remedy => Successor.Split(' ').Last() is { } size && size.StartsWith("Standard_", StringComparison.Ordinal)
        ? $"Use -VmSize {size}. Get-AmlComputeVmSize lists all sizes and marks retired ones."
        : "List the sizes with Get-AmlComputeVmSize, which marks retired ones.";

    public bool IsOver(DateTimeOffset now) => now >= Date;

    /// <summary>Returns true if the retirement has taken place, or is less than 12 months ahead.</summary>
    public bool NeedsWarning(DateTimeOffset now) => now >= Date.AddMonths(-12);
}
