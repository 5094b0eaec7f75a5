namespace AmlCompute.Sandbox.Catalog;

/// <summary>
/// The regions of the Azure clouds, as the service writes them. A request with another region fails, unless a workspace is in it.
/// </summary>
internal static class Regions
{
    private const string PublicNames = """
        australiacentral australiaeast australiasoutheast austriaeast belgiumcentral brazilsouth brazilsoutheast canadacentral canadaeast
        centralindia centralus centraluseuap chilecentral denmarkeast eastasia eastus eastus2 eastus2euap francecentral francesouth
        germanynorth germanywestcentral indonesiacentral israelcentral italynorth japaneast japanwest jioindiacentral jioindiawest
        koreacentral koreasouth malaysiawest mexicocentral newzealandnorth northcentralus northeurope norwayeast norwaywest polandcentral
        qatarcentral southafricanorth southafricawest southcentralus southeastasia southindia spaincentral swedencentral swedensouth
        switzerlandnorth switzerlandwest taiwannorth uaecentral uaenorth uksouth ukwest westcentralus westeurope westindia westus westus2
        westus3
        """;

    private const string ChinaAndGovernmentNames = """
        chinaeast chinaeast2 chinaeast3 chinanorth chinanorth2 chinanorth3
        usdodcentral usdodeast usgovarizona usgovtexas usgovvirginia
        """;

    private static readonly HashSet<string> All = new(
        SplitNames($"{PublicNames} {ChinaAndGovernmentNames}"), StringComparer.OrdinalIgnoreCase);

    /// <summary>The regions of the public cloud, without those of Azure China and Azure Government.</summary>
    public static IReadOnlyList<string> PublicCloud { get; } = SplitNames(PublicNames);

    /// <summary>Checks that a region exists. Its name can have blanks, as in "East US".</summary>
    public static bool Contains(string name) => All.Contains(NormalizeName(name));

    /// <summary>Returns the short form of a name in lower case, such as eastus for "East US".</summary>
    public static string NormalizeName(string name) => name.Replace(" ", string.Empty).ToLowerInvariant();

    /// <summary>Compares two names, of which either can be in the form "East US".</summary>
    public static bool AreEqual(string left, string right) => NormalizeName(left) == NormalizeName(right);

    private static string[] SplitNames(string names) => names.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
