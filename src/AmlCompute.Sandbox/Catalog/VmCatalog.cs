using System.Text.Json;

namespace AmlCompute.Sandbox.Catalog;

/// <summary>A VM size.</summary>
internal sealed class VmSize
{
    private const int OsDiskMegabytes = 1_047_552;

    private readonly string[] _fields;
    private readonly Lazy<JsonElement> _json;

    public VmSize(string[] fields)
    {
        _fields = fields;

        // Lists of sizes are long and frequent, so each size is rendered once.
        _json = new(() => JsonSerializer.SerializeToElement(Render()));
    }

    public string Name => _fields[0];

    public string Family => _fields[1];

    public int Cores => int.Parse(_fields[2], CultureInfo.InvariantCulture);

    public bool HasGpu => _fields[3] != "0";

    public bool IsLowPriorityCapable => _fields[6] == "y";

    public IReadOnlyList<string> ComputeTypes => [.. _fields[10].Select(letter => letter switch
    {
        'A' => "AmlCompute",
        'I' => "ComputeInstance",
        'M' => "MIR",
        _ => "AmlSpark",
    })];

    public JsonObject ToJson() => JsonObject.Create(_json.Value)!;

    private JsonObject Render()
    {
        JsonObject size = new()
        {
            ["name"] = Name,
            ["family"] = Family,
            ["vCPUs"] = Cores,
            ["gpus"] = JsonText.Number(_fields[3]),
            ["osVhdSizeMB"] = OsDiskMegabytes,
            ["maxResourceVolumeMB"] = JsonText.Number(_fields[4]),
            ["memoryGB"] = JsonText.Number(_fields[5]),
            ["lowPriorityCapable"] = IsLowPriorityCapable,
            ["premiumIO"] = _fields[7] == "y",
        };
        if (_fields[11] != "-")
        {
            size["estimatedVMPrices"] = new JsonObject
            {
                ["billingCurrency"] = "USD",
                ["unitOfMeasure"] = "OneHour",
                ["values"] = new JsonArray([.. _fields[11].Split(' ').Select(Price)]),
            };
        }

        size["supportedComputeTypes"] = new JsonArray([.. ComputeTypes.Select(type => JsonValue.Create(type))]);
        size["generation"] = _fields[8];
        size["supportsIB"] = _fields[9] == "y";
        return size;
    }

    /// <summary>
    /// Gets a price: the recorded one, or one that is invented from cores, memory and GPUs. LS is Linux, LL Linux with low priority, WS
    /// Windows.
    /// </summary>
    public decimal RetailPrice(string kind)
    {
        decimal[] recorded =
        [
            .. _fields[11].Split(' ').Where(price => price.StartsWith(kind, StringComparison.Ordinal))
                .Select(price => decimal.Parse(price.Substring(2), CultureInfo.InvariantCulture)),
        ];
        decimal gpus = decimal.Parse(_fields[3], CultureInfo.InvariantCulture);
        decimal memory = decimal.Parse(_fields[5], CultureInfo.InvariantCulture);
        decimal linux = Math.Round((Cores * 0.04m) + (memory * 0.004m) + (gpus * 1.5m), 3);
        return kind switch
        {
            _ when recorded.Length > 0 => recorded.Min(),
            "LL" => Math.Round(linux / 5, 4),
            "WS" => linux + (Cores * 0.046m),
            _ => linux,
        };
    }

    /// <summary>Reads a price: LS0.77 is Linux, standard tier, 0.77 USD for an hour.</summary>
    private static JsonObject Price(string text) => new()
    {
        ["retailPrice"] = JsonText.Number(text.Substring(2)),
        ["osType"] = text[0] == 'L' ? "Linux" : "Windows",
        ["vmTier"] = text[1] switch { 'S' => "Standard", 'L' => "LowPriority", _ => "Spot" },
    };
}

/// <summary>The VM sizes of the sandbox, which are the same in every region.</summary>
internal static class VmCatalog
{
    /// <summary>The sizes in the order of the service: by upper-case name, ordinal.</summary>
    public static IReadOnlyList<VmSize> Sizes { get; } =
    [
        .. EmbeddedTable.Rows("vm-sizes.tsv").Concat(EmbeddedTable.Rows("vm-sizes-added.tsv"))
            .Select(row => new VmSize(row))
            .OrderBy(size => size.Name.ToUpperInvariant(), StringComparer.Ordinal),
    ];

    public static VmSize? Find(string name) =>
        Sizes.FirstOrDefault(size => name.EqualsIgnoreCase(size.Name));
}
