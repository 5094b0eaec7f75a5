using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AmlCompute.Tests.Fidelity;

/// <summary>
/// A service that answers as recorded traffic does: 201 for PUT, 202 with a body for PATCH, 202 without one for DELETE and POST; one link,
/// Azure-AsyncOperation, signed and 3.4 kB long, in the workspace's region; no Location, no Retry-After; bodies pretty-printed, with nulls
/// and members no schema has. The state of an operation is returned only at the exact URL of the first answer.
/// </summary>
internal sealed class RecordedService : CheckedService
{
    public const string WorkspaceRegion = "westeurope";
    public const string SignatureStart = "MIIHhzCCBm";

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, NewLine = "\n" };

    private readonly Dictionary<string, JsonObject> _computes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Operation> _operations = new(StringComparer.Ordinal);

    /// <summary>Gets the requests, operations by their whole URL, others by method and path.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Gets the bodies of PUT and PATCH.</summary>
    public List<JsonNode> Bodies { get; } = [];

    /// <summary>Gets the URLs of operations in the order they were handed out.</summary>
    public List<string> OperationUrls { get; } = [];

    /// <summary>Gets or sets how many polls find an operation in progress.</summary>
    public int PollsInProgress { get; set; }

    /// <summary>Puts a target there that was made before.</summary>
    public void Add(string name, string request) => _computes[name] = RecordedBodies.Settled(name, JsonNode.Parse(request)!.AsObject());

    protected override async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string url = request.RequestUri!.AbsoluteUri;
        JsonObject? body = request.Content is null
            ? null
            : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false))!.AsObject();
        lock (_computes)
        {
            if (body is not null)
            {
                Bodies.Add(body.DeepClone());
            }

            bool isPoll = url.Contains("/computeOperationsStatus/", StringComparison.Ordinal);
            Requests.Add($"{request.Method} {(isPoll ? url : request.RequestUri.AbsolutePath)}");
            return isPoll ? Poll(url) : Change(request.Method.Method, request.RequestUri, body);
        }
    }

    private static HttpResponseMessage Json(int status, JsonNode body) =>
        new((HttpStatusCode)status) { Content = new StringContent(body.ToJsonString(Pretty), Encoding.UTF8, "application/json") };

    private HttpResponseMessage Change(string method, Uri url, JsonObject? body)
    {
        string[] parts = url.AbsolutePath.Split("/computes/")[^1].Split('/');
        string name = parts[0];
        _computes.TryGetValue(name, out JsonObject? compute);
        switch (method, compute)
        {
            case ("PUT", _):
                JsonObject made = RecordedBodies.Settled(name, body!);
                _computes[name] = RecordedBodies.With(made, "Creating");
                return Accepted(201, RecordedBodies.Accepted(made, "Creating"), () => _computes[name] = made);
            case ("PATCH", not null):
                JsonObject changed = RecordedBodies.Merge(compute, body!);
                _computes[name] = RecordedBodies.With(changed, "Updating");
                return Accepted(
                    202, RecordedBodies.Accepted(changed, "Updating"), () => _computes[name] = RecordedBodies.With(changed, "Succeeded"));
            case ("DELETE", not null):
                _computes[name] = RecordedBodies.With(compute, "Deleting");
                return Accepted(202, null, () => _computes.Remove(name));
            case ("POST", not null):
                return Accepted(202, null, () => { });
            case ("GET", not null):
                return Headed(Json(200, compute));
            default:
                string resource = $"Microsoft.MachineLearningServices/workspaces/vision/computes/{name}";
                return Headed(Json(404, new JsonObject
                {
                    ["error"] = new JsonObject
                    {
                        ["code"] = "ResourceNotFound",
                        ["message"] = $"The Resource '{resource}' under resource group 'rg-vision' was not found.",
                    },
                }));
        }
    }

    private HttpResponseMessage Accepted(int status, JsonNode? body, Action atEnd)
    {
        string id = $"6b1f4c2e-0f4c-4d5a-9a43-{_operations.Count:x12}";
        string url =
            "https://management.azure.com/subscriptions/0b5d8c1e-2f60-4f5c-9f0e-3a1d6c7b8e90/providers/Microsoft.MachineLearningServices"
            + $"/locations/{WorkspaceRegion}/computeOperationsStatus/{id}?api-version=2025-12-01&service=new&t=638978640513456789"
            + $"&c={SignatureStart}{new string('A', 1300)}_-{new string('z', 1300)}&s={new string('s', 340)}-_A&h=Zx0{new string('h', 40)}";
        _operations[url] = new Operation(PollsInProgress, atEnd);
        OperationUrls.Add(url);
        HttpResponseMessage response = body is null
            ? new((HttpStatusCode)status) { Content = new ByteArrayContent([]) }
            : Json(status, body);
        response.Headers.TryAddWithoutValidation("Azure-AsyncOperation", url);
        response.Headers.TryAddWithoutValidation("x-ms-operation-identifier", $"tenantId=t-1,objectId=o-1/{WorkspaceRegion}/{id}");
        return Headed(response);
    }

    private HttpResponseMessage Poll(string url)
    {
        if (!_operations.TryGetValue(url, out Operation? operation))
        {
            return Headed(
                Json(
                    400,
                    JsonNode.Parse(
                        """{"error":{"code":"InvalidRequestUri","message":"The signature of the operation is not valid."}}""")!));
        }

        if (operation.PollsInProgress > 0)
        {
            _operations[url] = operation with { PollsInProgress = operation.PollsInProgress - 1 };
            return Headed(Json(200, new JsonObject { ["status"] = "InProgress" }));
        }

        operation.AtEnd();
        return Headed(Json(200, JsonNode.Parse("""{"status":"Succeeded","percentComplete":100.0}""")!));
    }

    private HttpResponseMessage Headed(HttpResponseMessage response)
    {
        string id = $"00000000-0000-4000-8000-{Requests.Count:x12}";
        foreach ((string name, string value) in new[]
        {
            ("Cache-Control", "no-cache"), ("Pragma", "no-cache"), ("Expires", "-1"), ("x-ms-request-id", id),
            ("x-ms-correlation-request-id", id),
            ("x-ms-routing-request-id", $"WESTEUROPE:20251104T094051Z:{id}"), ("x-ms-response-type", "standard"),
            ("x-request-time", "0.305"),
            ("azureml-served-by-cluster", "vienna-westeurope-01"), ("x-ms-ratelimit-remaining-subscription-writes", "199"),
        })
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }

    private sealed record Operation(int PollsInProgress, Action AtEnd);
}
