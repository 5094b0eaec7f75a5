using System.Text;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>
/// Splits ordered lists into pages. The continuation token, <c>$skip</c>, is the last key of a page in base64url, so an entry that is added
/// or deleted between two pages does not shift the others.
/// </summary>
internal sealed class Paging(int pageSize)
{
    /// <summary>
    /// Creates a page of a list, which is in the order of its keys; their case is ignored. The link to the next page repeats the query,
    /// whose parameters each start with &amp;. The body has the other members of the page; null if there are none.
    /// </summary>
    public Reply CreatePage<T>(
        RequestContext request, IEnumerable<T> items, Func<T, string> readKey, Func<T, JsonNode> render,
        string query = "", string member = "value", JsonObject? body = null)
    {
        string? lastKey = request.FindQueryValue("$skip") is { } token ? DecodeKey(token) : null;
        T[] remaining =
        [
            .. items.SkipWhile(item => lastKey is not null && StringComparer.OrdinalIgnoreCase.Compare(readKey(item), lastKey) <= 0),
        ];
        body ??= [];
        body[member] = new JsonArray([.. remaining.Take(pageSize).Select(render)]);
        if (remaining.Length > pageSize)
        {
            string version = Uri.EscapeDataString(request.ApiVersion);
            string nextToken = EncodeKey(readKey(remaining[pageSize - 1]));
            body["nextLink"] = $"{request.Authority}{request.Path}?api-version={version}{query}&$skip={nextToken}";
        }

        return Reply.Ok(body);
    }

    private static string EncodeKey(string key) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(key)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string DecodeKey(string token)
    {
        try
        {
            string padded = token.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (token.Length % 4)) % 4);
            return Encoding.UTF8.GetString(Convert.FromBase64String(padded));
        }
        catch (FormatException)
        {
            throw ServiceError.BadRequest($"The value '{token}' of '$skip' is not a valid continuation token.", "$skip");
        }
    }
}
