namespace AmlCompute.Sandbox.Wire;

/// <summary>A parsed request for the handlers.</summary>
internal sealed class RequestContext
{
    public const string Provider = "Microsoft.MachineLearningServices";

    private readonly IReadOnlyList<KeyValuePair<string, string>> _headers;
    private readonly Dictionary<string, string> _query = new(StringComparer.OrdinalIgnoreCase);

    public RequestContext(SandboxRequest request, DateTimeOffset now, bool strictMembers)
    {
        HasStrictMembers = strictMembers;
        Method = request.Method.ToUpperInvariant();
        Uri = request.Uri;
        Body = request.Body;
        _headers = request.Headers;
        Now = now;
        Segments = [.. request.Uri.AbsolutePath.Split(['/'], StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        foreach (string part in request.Uri.Query.TrimStart('?').Split(['&'], StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split(['='], 2);
            _query[Decode(pair[0])] = pair.Length > 1 ? Decode(pair[1]) : string.Empty;
        }
    }

    public string Method { get; }

    public Uri Uri { get; }

    public string Path => Uri.AbsolutePath;

    public IReadOnlyList<string> Segments { get; }

    /// <summary>The types along the path, such as workspaces/computes; null for the paths of other providers.</summary>
    public string? ResourceType
    {
        get
        {
            string[] types = [.. Segments.SkipWhile(part => !string.Equals(part, Provider, StringComparison.OrdinalIgnoreCase)).Skip(1)];
            return types.Length == 0 ? null : string.Join("/", types.Where((_, index) => index % 2 == 0));
        }
    }

    public byte[] Body { get; }

    public DateTimeOffset Now { get; }

    /// <summary>True for a request of a saved state.</summary>
    public bool IsRestored { get; init; }

    /// <summary>True for a request of the sandbox itself, now or in a saved state.</summary>
    public bool IsInternal { get; init; }

    /// <summary>True if the names of members in the body must have the case of the schema.</summary>
    public bool HasStrictMembers { get; }

    /// <summary>The scheme and host, which links in the response repeat.</summary>
    public string Authority => Uri.GetLeftPart(UriPartial.Authority);

    public string ApiVersion => Query("api-version") ?? throw ServiceError.MissingApiVersion();

    public string? Query(string name) => _query.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    public string? Header(string name) =>
        _headers
            .Where(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value)
            .FirstOrDefault();

    public void RequireMethod(params string[] allowed)
    {
        if (!allowed.Contains(Method))
        {
            throw ServiceError.NotAllowed(Method);
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
