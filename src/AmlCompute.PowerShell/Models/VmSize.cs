namespace AmlCompute;

/// <summary>A size of virtual machine that a region offers.</summary>
public sealed class VmSize : JsonModel
{
    /// <summary>The words for the uses of a size: the service's word, and the word of other parameters.</summary>
    internal static readonly (string Word, string OtherName)[] Uses =
    [
        (ComputeTypes.AmlCompute, ComputeTypes.WordOf(ComputeTypes.AmlCompute)),
        (ComputeTypes.ComputeInstance, ComputeTypes.WordOf(ComputeTypes.ComputeInstance)),
        ("AmlSpark", "AmlSpark"),
        ("MIR", "MIR"),
    ];

    private readonly PriceBook? _book;
    private readonly DateTimeOffset? _readOn;

    internal VmSize(JsonElement json, string location, PriceBook? book = null, DateTimeOffset? readOn = null)
        : base(json)
    {
        Location = location;
        _book = book;
        _readOn = readOn;
    }

    /// <summary>Gets the name, such as Standard_DS3_v2. JSON: <c>name</c>.</summary>
    public string Name => Read(Members.Name) ?? string.Empty;

    /// <summary>Gets the region that was queried.</summary>
    public string Location { get; }

    /// <summary>Gets the family, such as standardDSv2Family. Quotas apply to families. JSON: <c>family</c>.</summary>
    public string? Family => Read(Members.Family);

    /// <summary>Gets the number of virtual CPUs. JSON: <c>vCPUs</c>.</summary>
    public int VCpus => Read(Members.VCpus) ?? 0;

    /// <summary>Gets the number of GPUs. JSON: <c>gpus</c>.</summary>
    public int Gpus => Read(Members.Gpus) ?? 0;

    /// <summary>Gets the memory in GB. JSON: <c>memoryGB</c>.</summary>
    public decimal MemoryGB => Read(Members.MemoryGB) ?? 0;

    /// <summary>Gets the largest size of the operating system's disk in MB. JSON: <c>osVhdSizeMB</c>.</summary>
    public int? OsVhdSizeMB => Read(Members.OsVhdSizeMB);

    /// <summary>Gets the size of the temporary disk in MB. JSON: <c>maxResourceVolumeMB</c>.</summary>
    public int? MaxResourceVolumeMB => Read(Members.MaxResourceVolumeMB);

    /// <summary>
    /// Gets a value indicating whether the region offers the size as Spot (priority LowPriority). JSON: <c>lowPriorityCapable</c>.
    /// </summary>
    public bool LowPriorityCapable => Read(Members.LowPriorityCapable) ?? false;

    /// <summary>Gets a value indicating whether the size supports premium disks. JSON: <c>premiumIO</c>.</summary>
    public bool PremiumIO => Read(Members.PremiumIO) ?? false;

    /// <summary>
    /// Gets the generation of the machine: gen1 or gen2. JSON: <c>generation</c>, which the service returns although no published schema
    /// contains it.
    /// </summary>
    public string? Generation => Read(Members.Generation);

    /// <summary>
    /// Gets a value indicating whether the size has InfiniBand. JSON: <c>supportsIB</c>, which the service returns although no published
    /// schema contains it.
    /// </summary>
    public bool? SupportsInfiniBand => Read(Members.SupportsInfiniBand);

    /// <summary>
    /// Gets the supported uses: AmlCompute, ComputeInstance, MIR (online endpoints) or AmlSpark. JSON: <c>supportedComputeTypes</c>.
    /// </summary>
    public IReadOnlyList<string> SupportedComputeTypes => ReadList(Members.SupportedComputeTypes);

    /// <summary>Gets the estimated prices; empty if the service returns none. JSON: <c>estimatedVMPrices.values</c>.</summary>
    public IReadOnlyList<VmPrice> Prices => ReadList(Members.Prices);

    /// <summary>Gets the currency of the prices, USD. JSON: <c>estimatedVMPrices.billingCurrency</c>.</summary>
    public string? BillingCurrency => Read(Members.BillingCurrency);

    /// <summary>Gets the unit of the prices, OneHour. JSON: <c>estimatedVMPrices.unitOfMeasure</c>.</summary>
    public string? UnitOfMeasure => Read(Members.UnitOfMeasure);

    /// <summary>
    /// Gets the estimated price of an hour with Linux and dedicated priority; null if the service returns none. With -RetailPrices, that of
    /// the Retail Prices API if the service returns none.
    /// </summary>
    public decimal? PricePerHour => PriceOf("Standard") ?? Book(isSpot: false)?.PerHour;

    /// <summary>
    /// Gets the estimated price of an hour with Linux as Spot (priority LowPriority); null if it is unknown, like
    /// <see cref="PricePerHour"/>. The price of Spot varies, and Azure can evict the nodes at any time.
    /// </summary>
    public decimal? LowPriorityPricePerHour => PriceOf("LowPriority") ?? Book(isSpot: true)?.PerHour;

    /// <summary>Gets <see cref="LowPriorityPricePerHour"/>, under its shorter name.</summary>
    public decimal? SpotPerHour => LowPriorityPricePerHour;

    /// <summary>Gets the cost of one machine with Linux and dedicated priority for an hour; null if the price is unknown.</summary>
    public decimal? CostPerHour => PricePerHour;

    /// <summary>Gets the cost of 730 hours; null if the price is unknown.</summary>
    public decimal? CostPerMonth => PricePerHour * MachinePrice.HoursPerMonth;

    /// <summary>Gets the currency of the costs; null if the price is unknown.</summary>
    public string? Currency => PriceOf("Standard") is null ? Book(isSpot: false)?.Currency : BillingCurrency;

    /// <summary>Gets the source of the costs: vmSizes (this list) or RetailPrices; null if the price is unknown.</summary>
    public string? PriceSource => PriceOf("Standard") is null ? Book(isSpot: false)?.Source : MachinePrice.VmSizes;

    /// <summary>
    /// Gets the day (UTC) from which on Azure offers the size no longer; null if no retirement is announced. Not from the service: the
    /// module has a table of the announced retirements.
    /// </summary>
    public DateTime? RetiresOn => Retirements.OfSize(Name)?.Date;

    /// <summary>
    /// Gets a value indicating whether the size was retired when the list was read, so that the service refuses it for a new target. Not
    /// from the service: the module compares <see cref="RetiresOn"/> with the time of the read.
    /// </summary>
    public bool IsRetired => _readOn is { } time && Retirements.OfSize(Name)?.IsOver(time) == true;

    /// <summary>Shows the name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;

    /// <summary>Returns true if a compute target of that type, in any of its words, can have this size.</summary>
    internal bool Supports(string computeType) =>
        SupportedComputeTypes.Contains(ComputeTypes.Named(computeType) ?? computeType, StringComparer.OrdinalIgnoreCase);

    /// <summary>Some sizes have two prices of one kind. The higher one is the price of Windows.</summary>
    private decimal? PriceOf(string tier) =>
        Prices.Where(price => price.OsType == "Linux" && price.VmTier == tier && price.RetailPrice >= 0).Min(price => price.RetailPrice);

    private MachinePrice? Book(bool isSpot) => _book?.Find(Location, Name, null, isSpot);

    private static class Members
    {
        public static readonly JsonMember<string> Name = JsonMembers.Text("name");
        public static readonly JsonMember<string> Family = JsonMembers.Text("family");
        public static readonly JsonMember<int?> VCpus = JsonMembers.Number("vCPUs");
        public static readonly JsonMember<int?> Gpus = JsonMembers.Number("gpus");
        public static readonly JsonMember<decimal?> MemoryGB = JsonMembers.Fraction("memoryGB");
        public static readonly JsonMember<int?> OsVhdSizeMB = JsonMembers.Number("osVhdSizeMB");
        public static readonly JsonMember<int?> MaxResourceVolumeMB = JsonMembers.Number("maxResourceVolumeMB");
        public static readonly JsonMember<bool?> LowPriorityCapable = JsonMembers.Flag("lowPriorityCapable");
        public static readonly JsonMember<bool?> PremiumIO = JsonMembers.Flag("premiumIO");
        public static readonly JsonMember<string> Generation = JsonMembers.Text("generation");
        public static readonly JsonMember<bool?> SupportsInfiniBand = JsonMembers.Flag("supportsIB");
        public static readonly JsonMember<IReadOnlyList<string>> SupportedComputeTypes = JsonMembers.Texts("supportedComputeTypes");
        public static readonly JsonMember<IReadOnlyList<VmPrice>> Prices =
            JsonMembers.List("estimatedVMPrices.values", json => new VmPrice(json));
        public static readonly JsonMember<string> BillingCurrency = JsonMembers.Text("estimatedVMPrices.billingCurrency");
        public static readonly JsonMember<string> UnitOfMeasure = JsonMembers.Text("estimatedVMPrices.unitOfMeasure");
    }
}

/// <summary>An estimated price of a size of virtual machine.</summary>
public sealed class VmPrice : JsonModel
{
    internal VmPrice(JsonElement json) : base(json) { }

    /// <summary>Gets the price, in the currency and for the unit of the size. JSON: <c>retailPrice</c>.</summary>
    public decimal? RetailPrice => Read(Members.RetailPrice);

    /// <summary>Gets the operating system: Linux or Windows. JSON: <c>osType</c>.</summary>
    public string? OsType => Read(Members.OsType);

    /// <summary>Gets the tier: Standard, LowPriority or Spot. JSON: <c>vmTier</c>.</summary>
    public string? VmTier => Read(Members.VmTier);

    /// <summary>Shows the operating system, the tier and the price.</summary>
    /// <returns>For example <c>Linux Standard 0.29</c>.</returns>
    public override string ToString() => FormattableString.Invariant($"{OsType} {VmTier} {RetailPrice}");

    private static class Members
    {
        public static readonly JsonMember<decimal?> RetailPrice = JsonMembers.Fraction("retailPrice");
        public static readonly JsonMember<string> OsType = JsonMembers.Word("osType", MemberAccess.ReadOnly, "Linux", "Windows");
        public static readonly JsonMember<string> VmTier =
            JsonMembers.Word("vmTier", MemberAccess.ReadOnly, "Standard", "LowPriority", "Spot");
    }
}
