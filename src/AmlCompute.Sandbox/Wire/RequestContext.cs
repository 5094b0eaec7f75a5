namespace AmlCompute.Sandbox.Wire;

/// <summary>A request with its parsed path and query, for the handlers.</summary>
internal sealed class RequestContext(SandboxRequest request, DateTimeOffset now, bool hasStrictMembers)
{
    public const string Provider = "Microsoft.MachineLearningServices";

    private readonly Dictionary<string, string> _query = ParseQuery(request.Uri.Query);

    /// <summary>The method in upper case.</summary>
    public string Method { get; } = request.Method.ToUpperInvariant();

    public Uri Uri => request.Uri;

    /// <summary>The path as it was sent, escaped.</summary>
    public string Path => Uri.AbsolutePath;

    /// <summary>The segments of the path, unescaped.</summary>
    public IReadOnlyList<string> Segments { get; } =
        [.. request.Uri.AbsolutePath.Split(['/'], StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];

    /// <summary>The types after the provider in the path, such as workspaces/computes; null if the path has none.</summary>
    public string? ResourceType
    {
        get
        {
            // Pairs of a type and a name follow the provider, which is at index 0.
            IEnumerable<string> providerPath = Segments.SkipWhile(segment => !segment.EqualsIgnoreCase(Provider));
            string types = string.Join("/", providerPath.Where((_, index) => index % 2 == 1));
            return types.Length > 0 ? types : null;
        }
    }

    public byte[] Body => request.Body;

    public DateTimeOffset Now { get; } = now;

    /// <summary>True for a request of a saved state, whose body has no secrets.</summary>
    public bool IsRestored { get; init; }

    /// <summary>True for a request that the sandbox itself creates, to add a job or to restore a saved state.</summary>
    public bool IsInternal { get; init; }

    /// <summary>True if the names of members in the body must have the case of the schema.</summary>
    public bool HasStrictMembers { get; } = hasStrictMembers;

    /// <summary>The scheme, host and port, which links in the response repeat.</summary>
    public string Authority => Uri.GetLeftPart(UriPartial.Authority);

    /// <summary>The api-version; empty if the request has none. The router rejects such a request, except one for prices.</summary>
    public string ApiVersion => FindQueryValue("api-version") ?? string.Empty;

    /// <summary>Finds the value of a query parameter; null if it is missing or empty.</summary>
    public string? FindQueryValue(string name) => _query.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    /// <summary>Finds the value of a header, whose case is ignored; null if it is missing.</summary>
    public string? FindHeader(string name) => request.Headers.FirstOrDefault(header => name.EqualsIgnoreCase(header.Key)).Value;

    /// <summary>Fails with status 405 if the method is not an allowed one.</summary>
    public void RequireMethod(params string[] allowed)
    {
        if (!allowed.Contains(Method))
        {
            throw ArmErrors.MethodNotAllowed(Method);
        }
    }

    private static Dictionary<string, string> ParseQuery(string query)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (string parameter in query.TrimStart('?').Split(['&'], StringSplitOptions.RemoveEmptyEntries))
        {
            string[] nameAndValue = parameter.Split(['='], 2);
            values[DecodeQuery(nameAndValue[0])] = nameAndValue.Length > 1 ? DecodeQuery(nameAndValue[1]) : string.Empty;
        }

        return values;
    }

    private static string DecodeQuery(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
