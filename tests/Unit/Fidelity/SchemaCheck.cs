using System.Text.Json.Nodes;

namespace AmlCompute.Tests.Fidelity;

/// <summary>Holds every body that creates or attaches a compute target against the schema, on its way to the service.</summary>
internal sealed class SchemaCheck(HttpMessageHandler service) : DelegatingHandler(service)
{
    private readonly List<string> _violations = [];

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
                _violations.AddRange(ComputeSchema.Violations(body));
            }
        }

        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
