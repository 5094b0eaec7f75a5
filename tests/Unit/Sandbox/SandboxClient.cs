using System.Globalization;
using System.Text;
using System.Text.Json;
using AmlCompute.Sandbox;

namespace AmlCompute.Tests.Sandbox;

/// <summary>Sends requests to a sandbox with a stepped clock and reads the answers.</summary>
internal sealed class SandboxClient
{
    public const string Version = "2026-05-01";

    public SandboxClient(SandboxOptions? options = null, byte[]? state = null) =>
        Service = new SandboxService(options ?? new SandboxOptions { ManualClock = true, StrictMembers = true }, state);

    public SandboxService Service { get; }

    public static string WorkspacePath =>
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/sandbox-rg/providers/Microsoft.MachineLearningServices/" +
        "workspaces/sandbox-ws";

    public static string LocationPath =>
        "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.MachineLearningServices/locations/eastus";

    public static string Cluster(int min = 0, int max = 4, string vmSize = "Standard_DS2_v2", string more = "") =>
        $$"""
        { "location": "eastus", "properties": { "computeType": "AmlCompute", "properties": {
            "vmSize": "{{vmSize}}", "scaleSettings": { "minNodeCount": {{min}}, "maxNodeCount": {{max}} } {{more}} } } }
        """;

    public static string Instance(string vmSize = "Standard_DS2_v2", string more = "") =>
        $$"""
        { "location": "eastus", "properties": { "computeType": "ComputeInstance", "properties": { "vmSize": "{{vmSize}}" {{more}} } } }
        """;

    public static string Kubernetes(string inner = """{"namespace":"default"}""") =>
        $$"""{ "location": "eastus", "properties": { "computeType": "Kubernetes", "resourceId": "{{AksId}}", "properties": {{inner}} } }""";

    public static string VirtualMachine(string account = """{"username":"azureuser","password":"Pa55-word"}""") =>
        $$"""
        { "location": "eastus", "properties": { "computeType": "VirtualMachine", "resourceId": "{{VmId}}", "properties": {
            "sshPort": 22, "administratorAccount": {{account}} } } }
        """;

    public const string AksId = "/subscriptions/1/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/aks1";

    public const string VmId = "/subscriptions/1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1";

    public void Advance(double seconds) => Service.Advance(TimeSpan.FromSeconds(seconds));

    public async Task<Answer> Send(string method, string pathAndQuery, string? body = null)
    {
        string separator = pathAndQuery.Contains('?') ? "&" : "?";
        Uri uri = pathAndQuery.StartsWith("https:", StringComparison.Ordinal)
            ? new(pathAndQuery)
            : new(
                "https://" +
                $"management.azure.com{pathAndQuery}{(pathAndQuery.Contains("api-version") ? "" : $"{separator}api-version={Version}")}");
        return new Answer(await Service.SendAsync(
            new SandboxRequest(method, uri, body: body is null ? null : Encoding.UTF8.GetBytes(body)), CancellationToken.None));
    }

    public Task<Answer> Put(string name, string body) => Send("PUT", $"{WorkspacePath}/computes/{name}", body);

    public Task<Answer> Get(string name) => Send("GET", $"{WorkspacePath}/computes/{name}");

    public Task<Answer> Patch(string name, string scaleSettings) =>
        Send(
            "PATCH", $"{WorkspacePath}/computes/{name}",
            $$"""{ "properties": { "properties": { "scaleSettings": {{scaleSettings}} } } }""");

    public Task<Answer> Delete(string name, string? action = "Delete") =>
        Send("DELETE", $"{WorkspacePath}/computes/{name}" + (action is null ? "" : $"?underlyingResourceAction={action}"));

    public Task<Answer> Post(string name, string action, string? body = null) =>
        Send("POST", $"{WorkspacePath}/computes/{name}/{action}", body);

    public async Task<string> Status(Answer operation) => (await Send("GET", operation.Header("Azure-AsyncOperation")!)).Text("status")!;

    /// <summary>Puts a compute and lets its creation end.</summary>
    public async Task Create(string name, string body, double seconds = 300)
    {
        Answer answer = await Put(name, body);
        if (answer.Status != 201)
        {
            throw new InvalidOperationException($"{answer.Status}: {answer.Raw}");
        }

        Advance(seconds);
    }
}

/// <summary>An answer with its JSON.</summary>
internal sealed class Answer
{
    private readonly JsonElement _root;

    public Answer(SandboxResponse response)
    {
        Response = response;
        Raw = Encoding.UTF8.GetString(response.Body);
        _root = Raw.StartsWith('{') ? JsonDocument.Parse(Raw).RootElement : default;
    }

    public SandboxResponse Response { get; }

    public string Raw { get; }

    public int Status => Response.Status;

    public string? Code => Text("error.code");

    public string? Message => Text("error.message");

    public string? Target => Text("error.target");

    public string? Header(string name) => Response.Headers.FirstOrDefault(header => header.Key == name).Value;

    /// <summary>The member at a dotted path, '' for all; a number is an index. Undefined when it is not there.</summary>
    public JsonElement this[string path]
    {
        get
        {
            JsonElement at = _root;
            foreach (string step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            {
                at = at.ValueKind switch
                {
                    JsonValueKind.Object when at.TryGetProperty(step, out JsonElement member) => member,
                    JsonValueKind.Array when int.Parse(step, CultureInfo.InvariantCulture) is var index
                        && index < at.GetArrayLength() => at[index],
                    _ => default,
                };
            }

            return at;
        }
    }

    /// <summary>The member as text: 'null' for null, null when it is absent.</summary>
    public string? Text(string path) => this[path] is { ValueKind: not JsonValueKind.Undefined } value
        ? value.ValueKind == JsonValueKind.Null ? "null" : value.ToString()
        : null;

    public IReadOnlyList<string> Names(string path) => [.. this[path].EnumerateObject().Select(member => member.Name)];
}
