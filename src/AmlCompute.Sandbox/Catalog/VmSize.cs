using System.Text.Json;

namespace AmlCompute.Sandbox.Catalog;

/// <summary>A VM size, with its capabilities and prices.</summary>
internal sealed class VmSize
{
    // All recorded sizes have this value.
    private const int OsDiskMegabytes = 1_047_552;

    private readonly string _gpus;
    private readonly string _resourceVolumeMegabytes;
    private readonly string _memoryGigabytes;
    private readonly bool _hasPremiumIO;
    private readonly string _generation;
    private readonly bool _supportsInfiniBand;
    private readonly string[] _prices;
    private readonly Lazy<JsonElement> _json;

    /// <param name="row">The values of a row of vm-sizes.tsv or vm-sizes-added.tsv, whose first line names the columns.</param>
    public VmSize(string[] row)
    {
        Name = row[0];
        Family = row[1];
        Cores = int.Parse(row[2], CultureInfo.InvariantCulture);
        _gpus = row[3];
        _resourceVolumeMegabytes = row[4];
        _memoryGigabytes = row[5];
        IsLowPriorityCapable = row[6] == "y";
        _hasPremiumIO = row[7] == "y";
        _generation = row[8];
        _supportsInfiniBand = row[9] == "y";
        ComputeTypes = [.. row[10].Select(ReadComputeType)];
        _prices = row[11] == "-" ? [] : row[11].Split(' ');

        // Lists of sizes are long and frequent, so each size is rendered once.
        _json = new(() => JsonSerializer.SerializeToElement(Render()));
    }

    public string Name { get; }

    public string Family { get; }

    public int Cores { get; }

    public bool HasGpu => _gpus != "0";

    public bool IsLowPriorityCapable { get; }

    /// <summary>The member 'supportedComputeTypes': some of AmlCompute, ComputeInstance, MIR (online endpoints) and AmlSpark.</summary>
    public IReadOnlyList<string> ComputeTypes { get; }

    /// <summary>Renders the size as an entry of the list of sizes.</summary>
    public JsonObject ToJson() => JsonObject.Create(_json.Value)!;

    /// <summary>
    /// Gets the price of an hour in USD: the lowest recorded price, or, if none is recorded, an estimate from cores, memory and GPUs.
    /// </summary>
    public decimal GetRetailPrice(PriceKind kind)
    {
        string prefix = kind switch
        {
            PriceKind.LinuxStandard => "LS",
            PriceKind.LinuxLowPriority => "LL",
            _ => "WS",
        };
        decimal[] recordedPrices =
        [
            .. _prices.Where(price => price.StartsWith(prefix, StringComparison.Ordinal))
                .Select(price => decimal.Parse(price.Substring(2), CultureInfo.InvariantCulture)),
        ];
        return recordedPrices.Length > 0 ? recordedPrices.Min() : EstimatePrice(kind);
    }

    private decimal EstimatePrice(PriceKind kind)
    {
        decimal gpus = decimal.Parse(_gpus, CultureInfo.InvariantCulture);
        decimal memory = decimal.Parse(_memoryGigabytes, CultureInfo.InvariantCulture);
        decimal linuxPrice = Math.Round((Cores * 0.04m) + (memory * 0.004m) + (gpus * 1.5m), 3);
        return kind switch
        {
            PriceKind.LinuxLowPriority => Math.Round(linuxPrice / 5, 4),
            PriceKind.WindowsStandard => linuxPrice + (Cores * 0.046m),
            _ => linuxPrice,
        };
    }

    private static string ReadComputeType(char letter) => letter switch
    {
        'A' => "AmlCompute",
        'I' => "ComputeInstance",
        'M' => "MIR",
        _ => "AmlSpark",
    };

    private JsonObject Render()
    {
        JsonObject size = new()
        {
            ["name"] = Name,
            ["family"] = Family,
            ["vCPUs"] = Cores,
            ["gpus"] = JsonText.ParseNumber(_gpus),
            ["osVhdSizeMB"] = OsDiskMegabytes,
            ["maxResourceVolumeMB"] = JsonText.ParseNumber(_resourceVolumeMegabytes),
            ["memoryGB"] = JsonText.ParseNumber(_memoryGigabytes),
            ["lowPriorityCapable"] = IsLowPriorityCapable,
            ["premiumIO"] = _hasPremiumIO,
        };
        if (_prices.Length > 0)
        {
            size["estimatedVMPrices"] = new JsonObject
            {
                ["billingCurrency"] = "USD",
                ["unitOfMeasure"] = "OneHour",
                ["values"] = new JsonArray([.. _prices.Select(RenderPrice)]),
            };
        }

        size["supportedComputeTypes"] = new JsonArray([.. ComputeTypes.Select(type => JsonValue.Create(type))]);
        size["generation"] = _generation;
        size["supportsIB"] = _supportsInfiniBand;
        return size;
    }

    /// <summary>Renders a price of the table: LS0.77 is Linux, standard tier, 0.77 USD for an hour.</summary>
    private static JsonObject RenderPrice(string price) => new()
    {
        ["retailPrice"] = JsonText.ParseNumber(price.Substring(2)),
        ["osType"] = price[0] == 'L' ? "Linux" : "Windows",
        ["vmTier"] = price[1] == 'S' ? "Standard" : "LowPriority",
    };
}
