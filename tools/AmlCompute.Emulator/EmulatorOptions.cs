using System.Collections;
using System.Globalization;
using System.Text.Json;
using AmlCompute.Sandbox;

namespace AmlCompute.Emulator;

/// <summary>The command line.</summary>
internal sealed class EmulatorOptions
{
    public const string Usage = """
        AmlCompute.Emulator: the compute API of Azure Machine Learning on this machine, for trying clients and scripts against.

          dotnet run --project tools/AmlCompute.Emulator -- [options]

          --port N                 the port on 127.0.0.1; 0, the default, picks a free one
          --speed X                times real time that its clock runs; 60 unless given
          --clock manual           a clock that moves only by POST /_emulator/advance
          --latency SECONDS        how long every answer takes, in the emulator's time
          --read-lag SECONDS       how long the first reads of a new cluster are stale
          --page-size N            entries on one page of a list; 100 unless given
          --seed N                 what made-up ids and addresses come from
          --location REGION        the region of workspaces made on first use; eastus unless given
          --workspaces FILE        only these exist: a JSON array of {name, resourceGroupName, subscriptionId, location}
          --faults FILE            what goes wrong: a JSON array of {method, path, skip, count, status, code, message, retryAfter, delay, ...}
          --denied-action ACTION   answered with 403, for example Microsoft.MachineLearningServices/workspaces/computes/write
          --require-token          401 without a bearer token; any token will do
          --enforce-rate-limits    429 beyond the limits that the headers tell
          --operation-headers      adds Location and Retry-After to answers that start an operation
          --strict-names           the published rule for names
          --help                   this text

        GET /_emulator/requests lists the requests it has seen, with counts; POST /_emulator/advance?seconds=N moves its clock;
        POST /_emulator/faults adds one fault or an array of them.
        """;

    private static readonly Dictionary<string, string> Values = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--speed"] = "Speed",
        ["--clock"] = "Clock",
        ["--latency"] = "Latency",
        ["--read-lag"] = "ReadLag",
        ["--page-size"] = "PageSize",
        ["--seed"] = "Seed",
        ["--denied-action"] = "DeniedAction",
    };

    private static readonly Dictionary<string, string> Flags = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--require-token"] = "RequireToken",
        ["--enforce-rate-limits"] = "EnforceRateLimits",
        ["--operation-headers"] = "OperationHeaders",
        ["--strict-names"] = "StrictNames",
    };

    private EmulatorOptions(int port, SandboxOptions sandbox)
    {
        Port = port;
        Sandbox = sandbox;
    }

    public int Port { get; }

    public SandboxOptions Sandbox { get; }

    /// <summary>Reads the command line; null when help was asked for.</summary>
    /// <exception cref="ArgumentException">An option is unknown, or its value cannot be used.</exception>
    public static EmulatorOptions? Parse(string[] args)
    {
        int port = 0;
        Hashtable sandbox = new(StringComparer.OrdinalIgnoreCase) { ["CreateWorkspaces"] = true };
        SandboxOptions first = new();
        object[] workspaces = [];
        for (int i = 0; i < args.Length; i++)
        {
            string option = args[i];
            if (option is "--help" or "-h" or "-?")
            {
                return null;
            }

            if (Flags.TryGetValue(option, out string? flag))
            {
                sandbox[flag] = true;
                continue;
            }

            string value = i + 1 < args.Length ? args[++i] : throw new ArgumentException($"{option} needs a value, or is no option.");
            switch (option)
            {
                case "--port":
                    port = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= ushort.MaxValue
                        ? number
                        : throw new ArgumentException($"--port: '{value}' is no port.");
                    break;
                case "--location":
                    first = new SandboxOptions { Location = value };
                    break;
                case "--faults":
                    sandbox["Fault"] = ReadList(value);
                    break;
                case "--workspaces":
                    workspaces = ReadWorkspaces(value);
                    break;
                default:
                    string key = Values.GetValueOrDefault(option) ?? throw new ArgumentException($"{option} is no option; --help lists them.");
                    sandbox[key] = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double figure) ? figure : value;
                    break;
            }
        }

        if (workspaces is [Hashtable given, .. object[] further])
        {
            sandbox["CreateWorkspaces"] = false;
            sandbox["Workspace"] = further;
            first = new SandboxOptions
            {
                SubscriptionId = given["subscriptionId"] as string ?? first.SubscriptionId,
                ResourceGroupName = given["resourceGroupName"] as string ?? first.ResourceGroupName,
                WorkspaceName = given["name"] as string ?? throw new ArgumentException("--workspaces: a workspace needs a name."),
                Location = given["location"] as string ?? first.Location,
            };
        }

        return new EmulatorOptions(
            port, SandboxOptions.FromDictionary(sandbox, first.SubscriptionId, first.ResourceGroupName, first.WorkspaceName, first.Location));
    }

    /// <summary>A JSON array of objects, or one object, as dictionaries.</summary>
    public static object[] ToDictionaries(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => [.. json.EnumerateArray().Select(ToDictionary)],
        _ => [ToDictionary(json)],
    };

    private static object[] ReadWorkspaces(string file) =>
        ReadList(file) is { Length: > 0 } list ? list : throw new ArgumentException($"{file} names no workspace.");

    private static object[] ReadList(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
            return ToDictionaries(document.RootElement);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ArgumentException($"{file}: {exception.Message}", exception);
        }
    }

    private static Hashtable ToDictionary(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException("An object, or an array of objects, is needed.");
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
                _ => member.Value.ToString(),
            };
        }

        return dictionary;
    }
}
