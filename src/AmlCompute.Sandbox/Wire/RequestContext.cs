using System.Text.RegularExpressions;

namespace AmlCompute.Sandbox.Wire;

/// <summary>A parsed request for the handlers.</summary>
internal sealed class RequestContext
{
    private static readonly Regex ApiVersionPattern = new(@"\A\d{4}-\d{2}-\d{2}(-(private)?preview)?\z", RegexOptions.CultureInvariant);

    private readonly IReadOnlyList<KeyValuePair<string, string>> _headers;
    private readonly Dictionary<string, string> _query = new(StringComparer.OrdinalIgnoreCase);

    public RequestContext(SandboxRequest request, DateTimeOffset now)
    {
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

    public byte[] Body { get; }

    public DateTimeOffset Now { get; }

    /// <summary>The scheme and host, which links in the response repeat.</summary>
    public string Authority => Uri.GetLeftPart(UriPartial.Authority);

    public string ApiVersion => Query("api-version") ?? throw ServiceError.MissingApiVersion();

    public string? Query(string name) => _query.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    public string? Header(string name) =>
        _headers
            .Where(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value)
            .FirstOrDefault();

    public void CheckApiVersion()
    {
        string version = ApiVersion;
        if (!ApiVersionPattern.IsMatch(version) || string.CompareOrdinal(version, "2021-07-01") < 0)
        {
            throw ServiceError.InvalidApiVersion(version);
        }
    }

    public void RequireMethod(params string[] allowed)
    {
        if (!allowed.Contains(Method))
        {
            throw ServiceError.NotAllowed(Method);
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
