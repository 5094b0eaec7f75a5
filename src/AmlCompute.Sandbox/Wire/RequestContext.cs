namespace AmlCompute.Sandbox.Wire;

/// <summary>A parsed request for the handlers.</summary>
internal sealed class RequestContext(SandboxRequest request, DateTimeOffset now, bool strictMembers)
{
    public const string Provider = "Microsoft.MachineLearningServices";

    private readonly Dictionary<string, string> _query = ParseQuery(request.Uri.Query);

    public string Method { get; } = request.Method.ToUpperInvariant();

    public Uri Uri => request.Uri;

    public string Path => Uri.AbsolutePath;

    public IReadOnlyList<string> Segments { get; } =
        [.. request.Uri.AbsolutePath.Split(['/'], StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];

    /// <summary>The types along the path, such as workspaces/computes; null for the paths of other providers.</summary>
    public string? ResourceType =>
        Segments.SkipWhile(part => !part.EqualsIgnoreCase(Provider)).Where((_, index) => index % 2 == 1).ToArray() is { Length: > 0 } types
            ? string.Join("/", types)
            : null;

    public byte[] Body => request.Body;

    public DateTimeOffset Now { get; } = now;

    public bool IsRestored { get; init; }

    /// <summary>True for a request of the sandbox itself, now or in a saved state.</summary>
    public bool IsInternal { get; init; }

    /// <summary>True if the names of members in the body must have the case of the schema.</summary>
    public bool HasStrictMembers { get; } = strictMembers;

    /// <summary>The scheme and host, which links in the response repeat.</summary>
    public string Authority => Uri.GetLeftPart(UriPartial.Authority);

    public string ApiVersion => Query("api-version") ?? throw ServiceError.MissingApiVersion();

    public string? Query(string name) => _query.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    public string? Header(string name) => request.Headers.FirstOrDefault(header => name.EqualsIgnoreCase(header.Key)).Value;

    public void RequireMethod(params string[] allowed)
    {
        if (!allowed.Contains(Method))
        {
            throw ServiceError.NotAllowed(Method);
        }
    }

    private static Dictionary<string, string> ParseQuery(string query)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (string part in query.TrimStart('?').Split(['&'], StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split(['='], 2);
            values[Decode(pair[0])] = pair.Length > 1 ? Decode(pair[1]) : string.Empty;
        }

        return values;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
