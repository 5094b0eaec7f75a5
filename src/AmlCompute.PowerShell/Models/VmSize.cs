namespace AmlCompute;

/// <summary>A size of virtual machine that a region offers. A value that the service omits is null, empty, false or 0.</summary>
public sealed class VmSize : JsonModel
{
    /// <summary>The uses of a size: the name of the service for each, and the word of other parameters for it.</summary>
    internal static readonly IReadOnlyList<(string Word, string OtherName)> Uses =
    [
        (ComputeTypes.AmlCompute, ComputeTypes.GetWord(ComputeTypes.AmlCompute)),
        (ComputeTypes.ComputeInstance, ComputeTypes.GetWord(ComputeTypes.ComputeInstance)),
        ("AmlSpark", "AmlSpark"),
        ("MIR", "MIR"),
    ];

    private readonly PriceBook? _prices;
    private readonly DateTimeOffset? _readOn;

    internal VmSize(JsonElement json, string location, PriceBook? prices = null, DateTimeOffset? readOn = null)
        : base(json)
    {
        Location = location;
        _prices = prices;
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

    /// <summary>Gets the memory of the machine in GB. JSON: <c>memoryGB</c>.</summary>
    public decimal MemoryGB => Read(Members.MemoryGB) ?? 0;

    /// <summary>Gets the largest size of the operating system's disk in MB. JSON: <c>osVhdSizeMB</c>.</summary>
    public int? OsVhdSizeMB => Read(Members.OsVhdSizeMB);

    /// <summary>Gets the size of the temporary disk in MB. JSON: <c>maxResourceVolumeMB</c>.</summary>
    public int? MaxResourceVolumeMB => Read(Members.MaxResourceVolumeMB);

    /// <summary>Gets a value indicating whether the region offers the size as Spot. JSON: <c>lowPriorityCapable</c>.</summary>
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

    /// <summary>Gets the uses: AmlCompute, ComputeInstance, MIR (online endpoints), AmlSpark. JSON: <c>supportedComputeTypes</c>.</summary>
    public IReadOnlyList<string> SupportedComputeTypes => ReadList(Members.SupportedComputeTypes);

    /// <summary>Gets the estimated prices; empty if the service returns none. JSON: <c>estimatedVMPrices.values</c>.</summary>
    public IReadOnlyList<VmPrice> Prices => ReadList(Members.Prices);

    /// <summary>Gets the currency of the prices, USD. JSON: <c>estimatedVMPrices.billingCurrency</c>.</summary>
    public string? BillingCurrency => Read(Members.BillingCurrency);

    /// <summary>Gets the unit of the prices, OneHour. JSON: <c>estimatedVMPrices.unitOfMeasure</c>.</summary>
    public string? UnitOfMeasure => Read(Members.UnitOfMeasure);

    /// <summary>
    /// Gets the estimated price of an hour with Linux and dedicated priority, in <see cref="Currency"/>. It comes from the list of sizes,
    /// or else from the Retail Prices API, if a command has read it there; null if neither has it.
    /// </summary>
    public decimal? PricePerHour => FindPrice(isSpot: false)?.PerHour;

    /// <summary>
    /// Gets the estimated price of an hour with Linux as Spot (priority LowPriority); null if it is unknown, like
    /// <see cref="PricePerHour"/>. The price of Spot varies, and Azure can evict the nodes at any time.
    /// </summary>
    public decimal? LowPriorityPricePerHour => FindPrice(isSpot: true)?.PerHour;

    /// <summary>Gets <see cref="LowPriorityPricePerHour"/>, under its shorter name.</summary>
    public decimal? SpotPerHour => LowPriorityPricePerHour;

    /// <summary>Gets <see cref="PricePerHour"/>, under the name that targets have for their cost.</summary>
    public decimal? CostPerHour => PricePerHour;

    /// <summary>Gets <see cref="PricePerHour"/> for 730 hours, in <see cref="Currency"/>; null if the price is unknown.</summary>
    public decimal? CostPerMonth => PricePerHour * MachinePrice.HoursPerMonth;

    /// <summary>
    /// Gets the currency of <see cref="PricePerHour"/>, such as USD; null if the price is unknown or its list does not name it.
    /// </summary>
    public string? Currency => FindPrice(isSpot: false)?.Currency;

    /// <summary>Gets the source of <see cref="PricePerHour"/>: vmSizes (this list) or RetailPrices; null if the price is unknown.</summary>
    public string? PriceSource => FindPrice(isSpot: false)?.Source;

    /// <summary>
    /// Gets the day (UTC) on which Azure retires the size; null if no retirement is announced. The date is not from the service: the module
    /// has a table of the announced retirements.
    /// </summary>
    public DateTime? RetiresOn => Retirements.FindForSize(Name)?.Date;

    /// <summary>
    /// Gets a value indicating whether the size was retired when the list was read, so that the service refuses it for a new target. The
    /// module compares <see cref="RetiresOn"/> with the time of the read.
    /// </summary>
    public bool IsRetired => _readOn is { } time && Retirements.FindForSize(Name)?.IsOver(time) == true;

    /// <summary>Gets a value indicating whether the prices are per hour; a list without a unit has such prices.</summary>
    internal bool HasHourlyPrices => UnitOfMeasure is null or "OneHour";

    /// <summary>Shows the name.</summary>
    public override string ToString() => Name;

    /// <summary>Returns the size with a name, in any casing; null if there is none.</summary>
    internal static VmSize? FindByName(IEnumerable<VmSize> sizes, string? name) =>
        sizes.FirstOrDefault(size => string.Equals(size.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the names of the uses, and the words of other parameters for them, such as AmlCompute and Cluster.</summary>
    internal IEnumerable<string> ListUseNames() =>
        SupportedComputeTypes.SelectMany(use => (string[])[use, ComputeTypes.GetWord(use)]);

    /// <summary>Returns true if the size supports the compute type, or if the service does not return the types of the size.</summary>
    internal bool MaySupport(string computeType) =>
        SupportedComputeTypes.Count == 0
        || SupportedComputeTypes.Contains(ComputeTypes.FindByAnyName(computeType) ?? computeType, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Returns the price of an hour, from the list of sizes or else from the prices that the connection has read; null if neither has it.
    /// The currency is null if the list does not name one.
    /// </summary>
    /// <param name="isSpot">True for the price as Spot.</param>
    /// <param name="osType">Linux or Windows, in any casing.</param>
    internal (decimal PerHour, string? Currency, string Source)? FindPrice(bool isSpot, string osType = "Linux")
    {
        // Some sizes have two prices of one tier; the higher one is the price of Windows.
        string tier = isSpot ? "LowPriority" : "Standard";
        decimal? listed = HasHourlyPrices
            ? Prices
                .Where(price => string.Equals(price.OsType, osType, StringComparison.OrdinalIgnoreCase))
                .Where(price => price.VmTier == tier && MachinePrice.IsPlausible(price.RetailPrice))
                .Min(price => price.RetailPrice)
            : null;
        return listed is { } perHour ? (perHour, BillingCurrency, MachinePrice.VmSizes)
            : _prices?.FindPrice(Location, Name, osType, isSpot) is { } read ? (read.PerHour, read.Currency, read.Source)
            : null;
    }

    private static class Members
    {
        public static readonly JsonMember<string> Name = JsonMembers.CreateText("name");
        public static readonly JsonMember<string> Family = JsonMembers.CreateText("family");
        public static readonly JsonMember<int?> VCpus = JsonMembers.CreateInteger("vCPUs");
        public static readonly JsonMember<int?> Gpus = JsonMembers.CreateInteger("gpus");
        public static readonly JsonMember<decimal?> MemoryGB = JsonMembers.CreateDecimal("memoryGB");
        public static readonly JsonMember<int?> OsVhdSizeMB = JsonMembers.CreateInteger("osVhdSizeMB");
        public static readonly JsonMember<int?> MaxResourceVolumeMB = JsonMembers.CreateInteger("maxResourceVolumeMB");
        public static readonly JsonMember<bool?> LowPriorityCapable = JsonMembers.CreateBoolean("lowPriorityCapable");
        public static readonly JsonMember<bool?> PremiumIO = JsonMembers.CreateBoolean("premiumIO");
        public static readonly JsonMember<string> Generation = JsonMembers.CreateText("generation");
        public static readonly JsonMember<bool?> SupportsInfiniBand = JsonMembers.CreateBoolean("supportsIB");
        public static readonly JsonMember<IReadOnlyList<string>> SupportedComputeTypes =
            JsonMembers.CreateTextList("supportedComputeTypes");
        public static readonly JsonMember<IReadOnlyList<VmPrice>> Prices =
            JsonMembers.CreateList("estimatedVMPrices.values", json => new VmPrice(json));
        public static readonly JsonMember<string> BillingCurrency = JsonMembers.CreateText("estimatedVMPrices.billingCurrency");
        public static readonly JsonMember<string> UnitOfMeasure =
            JsonMembers.CreateWord("estimatedVMPrices.unitOfMeasure", MemberAccess.ReadOnly, "OneHour");
    }
}
