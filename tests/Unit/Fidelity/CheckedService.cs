using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using AmlCompute.Tests.Fidelity;
using Xunit;

[assembly: AssemblyFixture(typeof(BodiesOfTheRun))]

namespace AmlCompute.Tests.Fidelity;

/// <summary>
/// The far end of every connection of the tests: each body that creates or attaches a compute target is held against the schema before it
/// is answered. In a body that was read, changed and written back, what came from the GET is exempt.
/// </summary>
internal abstract class CheckedService : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, JsonNode?> _read = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<string> _violations = new();

    protected CheckedService() => BodiesOfTheRun.Add(this);

    public IReadOnlyList<string> Violations => [.. _violations];

    /// <summary>Forgets the violations so far; for tests that want one.</summary>
    public void Forgive() => _violations.Clear();

    protected sealed override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.AbsolutePath;
        if (ComputeSchema.Applies(request.Method.Method, path) && request.Content is not null)
        {
            string body = await request.Content.ReadAsStringAsync(CancellationToken.None).ConfigureAwait(false);
            foreach (string violation in ComputeSchema.Violations(JsonNode.Parse(body), _read.GetValueOrDefault(path)))
            {
                _violations.Enqueue($"{TestContext.Current.Test?.TestDisplayName}: {violation}");
            }
        }

        HttpResponseMessage response = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        if (request.Method == HttpMethod.Get
            && response is { IsSuccessStatusCode: true, Content: ByteArrayContent } && ComputeSchema.Applies("PUT", path))
        {
            _read[path] = await ReadAsync(response).ConfigureAwait(false);
        }

        return response;
    }

    protected abstract Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken);

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage response)
    {
        try
        {
            return JsonNode.Parse(await response.Content.ReadAsStringAsync().ConfigureAwait(false));
        }
        catch (JsonException)
        {
            // Each test that gives such an answer checks its result itself.
            return null;
        }
    }
}

/// <summary>All far ends of a run, looked through when it is over: a body may have been sent where no test looks for violations.</summary>
public sealed class BodiesOfTheRun : IDisposable
{
    private static readonly ConcurrentBag<CheckedService> Services = [];

    public void Dispose()
    {
        string[] violations = [.. Services.SelectMany(service => service.Violations)];
        Assert.True(violations.Length == 0, string.Join('\n', violations));
    }

    internal static void Add(CheckedService service) => Services.Add(service);
}
