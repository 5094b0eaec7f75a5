using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace AmlCompute.Tests.Fidelity;

/// <summary>The far end of a connection: a function from each request to its answer. Keeps the requests.</summary>
internal sealed class StubService(Func<WireRequest, WireAnswer> answer) : CheckedService
{
    private readonly Lock _lock = new();
    private readonly List<WireRequest> _requests = [];

    public IReadOnlyList<WireRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    protected override async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string? body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        WireRequest sent = new(request.Method.Method, request.RequestUri!, body is null ? null : JsonNode.Parse(body));
        WireAnswer given;
        lock (_lock)
        {
            _requests.Add(sent);
            given = answer(sent);
        }

        return given.Throws is null ? Respond(given, request) : throw given.Throws;
    }

    private static HttpResponseMessage Respond(WireAnswer given, HttpRequestMessage request)
    {
        HttpResponseMessage response =
            new((HttpStatusCode)given.Status) { Content = given.Content ?? new ByteArrayContent([]), RequestMessage = request };
        foreach ((string name, string value) in given.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }
}

/// <summary>A request as it came in.</summary>
internal sealed record WireRequest(string Method, Uri Url, JsonNode? Body)
{
    /// <summary>Gets the query without the api-version, which every request has.</summary>
    public string Query => string.Join(
        "&", Url.Query.TrimStart('?').Split('&').Where(part => !part.StartsWith("api-version=", StringComparison.Ordinal)));

    public override string ToString() => $"{Method} {Url.AbsolutePath}";
}

/// <summary>An answer; or, with <see cref="Throws"/>, none.</summary>
internal sealed record WireAnswer(int Status, HttpContent? Content = null)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public Exception? Throws { get; init; }

    public static WireAnswer Json(int status, string body, params (string Name, string Value)[] headers) =>
        new(status, new StringContent(body, Encoding.UTF8, "application/json")) { Headers = headers };

    public static WireAnswer NotFound(WireRequest request)
    {
        string resource = "Microsoft.MachineLearningServices" + request.Url.AbsolutePath.Split("Microsoft.MachineLearningServices")[^1];
        return Json(404, $$$"""{"error":{"code":"ResourceNotFound","message":"The Resource '{{{resource}}}' was not found."}}""");
    }
}
