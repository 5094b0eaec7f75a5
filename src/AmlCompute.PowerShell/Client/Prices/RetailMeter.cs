namespace AmlCompute.Client.Prices;

/// <summary>One meter of a size in the Retail Prices API: the price of its machines with one system and one priority.</summary>
internal sealed class RetailMeter(JsonElement json)
{
    private static readonly JsonMember<string> SizeMember = JsonMembers.CreateText("armSkuName");
    private static readonly JsonMember<string> SkuNameMember = JsonMembers.CreateText("skuName");
    private static readonly JsonMember<string> ProductMember = JsonMembers.CreateText("productName");
    private static readonly JsonMember<string> UnitMember = JsonMembers.CreateText("unitOfMeasure");
    private static readonly JsonMember<string> TypeMember = JsonMembers.CreateText("type");
    private static readonly JsonMember<string> CurrencyMember = JsonMembers.CreateText("currencyCode");
    private static readonly JsonMember<decimal?> AmountMember = JsonMembers.CreateDecimal("retailPrice");

    private readonly string? _skuName = SkuNameMember.Read(json);
    private readonly bool _isHourlyConsumption = UnitMember.Read(json) == "1 Hour" && TypeMember.Read(json) is null or "Consumption";

    /// <summary>Gets the name of the size; null if the meter is not one of a size.</summary>
    public string? Size { get; } = SizeMember.Read(json);

    /// <summary>Gets the price for one unit, in the currency; null if it is missing.</summary>
    public decimal? Amount { get; } = AmountMember.Read(json);

    /// <summary>Gets the code of the currency, such as USD; null if it is missing.</summary>
    public string? Currency { get; } = CurrencyMember.Read(json);

    /// <summary>Gets the operating system, Windows or Linux; only the product of Windows names its system.</summary>
    public string OsType { get; } = EndsWith(ProductMember.Read(json), "Windows") ? "Windows" : "Linux";

    public bool IsLowPriority => EndsWith(_skuName, " Low Priority");

    /// <summary>Gets a value indicating whether the price is that of Spot machines, which low-priority nodes are, too.</summary>
    public bool IsSpot => IsLowPriority || EndsWith(_skuName, " Spot");

    /// <summary>
    /// Gets a value indicating whether the meter has a size and a currency, is per hour, and is of the type Consumption or has no type.
    /// </summary>
    public bool IsHourlyPriceOfSize => Size is not null && Currency is not null && _isHourlyConsumption;

    private static bool EndsWith(string? text, string end) => text?.EndsWith(end, StringComparison.Ordinal) == true;
}
