using System.Collections;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AmlCompute.Sandbox;

namespace AmlCompute.Emulator;

/// <summary>The options of the command line.</summary>
internal sealed class EmulatorOptions
{
    public const string Usage = """
        AmlCompute.Emulator: the compute API of Azure Machine Learning on this machine, to try clients and scripts.

          dotnet run --project tools/AmlCompute.Emulator -- [options]

          --port N                 the port; 0, the default, selects a free port
          --listen ADDRESS         the IP address to listen on; the default is 127.0.0.1, which only this machine can reach
          --allowed-host NAME      a host name in requests, besides localhost, 127.0.0.1 and [::1]; can be repeated
          --speed X                the factor by which the clock is faster than real time; the default is 60
          --clock manual           only POST /_emulator/advance moves the clock
          --latency SECONDS        the delay of every response, in seconds of the emulator's clock
          --read-lag SECONDS       the time in which responses for a new cluster are stale, in seconds of the emulator's clock
          --page-size N            the number of subscriptions, workspaces, targets, nodes or jobs on one page; the default is 100
          --seed N                 the seed of ids and addresses
          --start-time TIME        the time at which its clock starts, such as 2026-11-28; the default is now
          --identity-patch WORD    the response to a PATCH of an identity: Applied, which is the default, Ignored or Refused
          --state FILE             keeps the state in a file, without passwords, keys and tokens, and goes on from it
          --location REGION        the region of workspaces that are created at the first request; the default is eastus
          --workspaces FILE        the only workspaces: a JSON array of {name, resourceGroupName, subscriptionId, location}
          --faults FILE            the faults: a JSON array of {method, path, skip, count, status, code, message, retryAfter, delay, ...}
          --denied-action ACTION   fails with status 403, for example Microsoft.MachineLearningServices/workspaces/computes/write
          --require-token          fails with status 401 without a bearer token, except for prices and /metadata/endpoints
          --enforce-rate-limits    fails with status 429 above the rate limits in the response headers
          --operation-headers      adds Location and Retry-After to responses that start an operation
          --strict-names           applies the published rule for compute names
          --strict-members         rejects members of a body whose names have another case than the schema
          --help                   shows this text

        GET /_emulator/requests lists the last 10,000 requests and counts all; DELETE clears them. POST /_emulator/advance?seconds=N
        moves the clock. POST /_emulator/faults adds one fault, or an array of faults, and POST /_emulator/jobs one job, or an array
        of jobs. POST and DELETE need the header X-AmlCompute-Emulator: 1.
        """;

    /// <summary>The options that are keys of <see cref="SandboxOptions"/>, with hyphens between the words.</summary>
    private static readonly string[] Values =
    [
        "--speed", "--clock", "--latency", "--read-lag", "--page-size", "--seed", "--start-time", "--identity-patch", "--denied-action",
    ];

    private static readonly string[] Flags =
        ["--require-token", "--enforce-rate-limits", "--operation-headers", "--strict-names", "--strict-members"];

    private readonly Hashtable _sandbox = new(StringComparer.OrdinalIgnoreCase) { ["CreateWorkspaces"] = true };

    /// <summary>The region of --location; null for the default of the sandbox.</summary>
    private string? _location;

    /// <summary>The workspaces of --workspaces; empty without the option.</summary>
    private object[] _workspaces = [];

    /// <summary>The TCP port; 0 for a free port.</summary>
    public int Port { get; private set; }

    /// <summary>The path of the file with the state; null for a state in memory only.</summary>
    public string? StatePath { get; private set; }

    /// <summary>The IP address to listen on.</summary>
    public IPAddress Address { get; private set; } = IPAddress.Loopback;

    /// <summary>The host names that requests can have, without a port.</summary>
    public HashSet<string> AllowedHosts { get; } = new(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" };

    /// <summary>The options of the sandbox, from the other options of the command line.</summary>
    public SandboxOptions Sandbox { get; private set; } = new();

    /// <summary>Reads the command line; returns null if it has --help. The case of options is ignored.</summary>
    /// <exception cref="ArgumentException">An option or its value is not valid.</exception>
    public static EmulatorOptions? Parse(string[] args)
    {
        EmulatorOptions options = new();
        for (int i = 0; i < args.Length; i++)
        {
            string option = args[i].ToLowerInvariant();
            if (option is "--help" or "-h" or "-?")
            {
                return null;
            }

            if (Flags.Contains(option))
            {
                options._sandbox[ToKey(option)] = true;
                continue;
            }

            options.SetValue(option, i + 1 < args.Length
                ? args[++i]
                : throw new ArgumentException($"{args[i]} needs a value, or is not a valid option. --help lists the options."));
        }

        options.Sandbox = options.ReadSandbox();
        return options;
    }

    /// <summary>Converts a JSON object, or an array of objects, to dictionaries.</summary>
    /// <exception cref="ArgumentException">The JSON has another form.</exception>
    public static object[] ToDictionaries(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray().Select(ToDictionary)] : [ToDictionary(json)];

    private void SetValue(string option, string value)
    {
        switch (option)
        {
            case "--port":
                Port = ParsePort(value);
                break;
            case "--listen":
                Address = ParseAddress(value);
                AllowedHosts.Add(Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Address}]" : $"{Address}");
                break;
            case "--allowed-host":
                AllowedHosts.Add(Uri.CheckHostName(value) != UriHostNameType.Unknown
                    ? value
                    : throw new ArgumentException($"--allowed-host: '{value}' is not a valid host name. Specify it without a port."));
                break;
            case "--location":
                _location = value;
                break;
            case "--state":
                StatePath = value;
                break;
            case "--faults":
                _sandbox["Fault"] = ReadList(value);
                break;
            case "--workspaces":
                _workspaces = ReadList(value) is { Length: > 0 } list
                    ? list
                    : throw new ArgumentException($"{value} is an empty array. Add at least one workspace.");
                break;
            case var _ when Values.Contains(option):
                bool isNumber = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
                _sandbox[ToKey(option)] = isNumber ? number : value;
                break;
            default:
                throw new ArgumentException($"{option} is not a valid option. --help lists the options.");
        }
    }

    private static int ParsePort(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= ushort.MaxValue
            ? port
            : throw new ArgumentException($"--port: '{value}' is not a valid port. Use a number from 0 to 65535.");

    private static IPAddress ParseAddress(string value) => IPAddress.TryParse(value, out IPAddress? address)
        ? address
        : throw new ArgumentException($"--listen: '{value}' is not a valid IP address. Use 0.0.0.0 for all addresses.");

    /// <summary>Creates the options of the sandbox. The first one of the given workspaces is that of the sandbox.</summary>
    private SandboxOptions ReadSandbox()
    {
        SandboxOptions defaults = new();
        SandboxWorkspace first = new(
            defaults.SubscriptionId, defaults.ResourceGroupName, defaults.WorkspaceName, _location ?? defaults.Location);
        if (_workspaces is [IDictionary given, .. object[] further])
        {
            first = SandboxWorkspace.FromDictionary(given, first);
            _sandbox["CreateWorkspaces"] = false;
            _sandbox["Workspace"] = further;
        }

        return SandboxOptions.FromDictionary(_sandbox, first.SubscriptionId, first.ResourceGroupName, first.Name, first.Location);
    }

    private static string ToKey(string option) => option.Replace("-", string.Empty, StringComparison.Ordinal);

    private static object[] ReadList(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
            return ToDictionaries(document.RootElement);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            throw new ArgumentException($"{file}: {exception.Message}", exception);
        }
    }

    private static Hashtable ToDictionary(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException("The JSON must be an object or an array of objects.");
        }

        Hashtable dictionary = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty member in json.EnumerateObject())
        {
            dictionary[member.Name] = member.Value.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Null => null,
                JsonValueKind.Number when member.Value.TryGetInt32(out int whole) => whole,
                JsonValueKind.Number => member.Value.GetDouble(),
                JsonValueKind.Object => ToDictionary(member.Value),
                _ => member.Value.ToString(),
            };
        }

        return dictionary;
    }
}
