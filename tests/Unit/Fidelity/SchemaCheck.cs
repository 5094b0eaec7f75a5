using System.Text.Json.Nodes;

namespace AmlCompute.Tests.Fidelity;

/// <summary>Holds every body that creates or attaches a compute target against the schema, on its way to the service.</summary>
internal sealed class SchemaCheck(HttpMessageHandler service) : DelegatingHandler(service)
{
    private readonly List<string> _violations = [];
    private readonly Dictionary<string, JsonNode?> _read = [];

    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_violations)
            {
                return [.. _violations];
            }
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Put && request.Content is not null)
        {
            JsonNode? body = JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
            lock (_violations)
            {
                _violations.AddRange(ComputeSchema.Violations(body, _read.GetValueOrDefault(request.RequestUri!.AbsolutePath)));
            }
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (request.Method == HttpMethod.Get && response.IsSuccessStatusCode && request.RequestUri!.AbsolutePath.Contains("/computes/", StringComparison.Ordinal))
        {
            await Remember(request.RequestUri.AbsolutePath, response, cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    private async Task Remember(string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
            JsonNode? read = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
            lock (_violations)
            {
                _read[path] = read;
            }
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or IOException or HttpRequestException)
        {
            // A test that answers badly wants the module to see it; it sees the same content.
            return;
        }
    }
}
