using AmlCompute.Tests.Fidelity;

namespace AmlCompute.Tests.Client;

/// <summary>
/// A workspace that is nothing but the bodies of its targets, as the service gives them when they are read and when they are listed.
/// </summary>
internal sealed class TargetsService
{
    private readonly Dictionary<string, int> _seen = [];
    private readonly List<string> _sent = [];
    private readonly Lock _lock = new();

    public TargetsService() => Handler = new StubService(Answer);

    public StubService Handler { get; }

    public int PageSize { get; set; } = 100;

    /// <summary>Gets the targets: the body at each look, the last one for all that follow; null where there is none.</summary>
    public SortedDictionary<string, string?[]> Bodies { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets or sets the list entry of a target if it differs from the target; null omits the target.</summary>
    public Func<string, string?, string?> Listed { get; set; } = (_, body) => body;

    /// <summary>Gets or sets an answer other than the right one.</summary>
    public Func<WireRequest, WireAnswer?> Fault { get; set; } = _ => null;

    /// <summary>Gets what was asked for, oldest first: the name of a target, or "list 0", "list 1" and so on.</summary>
    public string[] Sent
    {
        get
        {
            lock (_lock)
            {
                return [.. _sent];
            }
        }
    }

    public int Lists => Sent.Count(sent => sent.StartsWith("list ", StringComparison.Ordinal));

    public int Gets => Sent.Length - Lists;

    /// <summary>Adds targets of the same bodies.</summary>
    public void Add(IEnumerable<string> names, params Func<string, string?>[] bodies)
    {
        foreach (string name in names)
        {
            Bodies[name] = Array.ConvertAll(bodies, body => body(name));
        }
    }

    private WireAnswer Answer(WireRequest request)
    {
        string last = request.Url.Segments[^1];
        int page = request.Query.StartsWith("$skip=", StringComparison.Ordinal)
            ? int.Parse(request.Query[6..], System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        lock (_lock)
        {
            _sent.Add(last == "computes" ? $"list {page}" : last);
        }

        return Fault(request) ?? (last == "computes" ? List(request, page)
            : Look(last) is { } body ? WireAnswer.Json(200, body)
            : WireAnswer.NotFound(request));
    }

    private WireAnswer List(WireRequest request, int page)
    {
        string[] names = [.. Bodies.Keys.Skip(page * PageSize).Take(PageSize)];
        string[] bodies = [.. names.Select(name => Listed(name, Look(name))).OfType<string>()];
        string next = Bodies.Count > (page + 1) * PageSize
            ? $", \"nextLink\": \"{request.Url.GetLeftPart(UriPartial.Path)}?api-version=2026-05-01&$skip={page + 1}\"" : "";
        return WireAnswer.Json(200, $$"""{"value": [{{string.Join(",", bodies)}}]{{next}}}""");
    }

    private string? Look(string name)
    {
        if (!Bodies.TryGetValue(name, out string?[]? bodies))
        {
            return null;
        }

        int looks = _seen.GetValueOrDefault(name);
        _seen[name] = looks + 1;
        return bodies[Math.Min(looks, bodies.Length - 1)];
    }
}
