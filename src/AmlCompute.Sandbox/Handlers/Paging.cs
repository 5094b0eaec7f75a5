using System.Text;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>
/// Splits ordered lists into pages. The token is the last key of a page, so an entry that is added or deleted between two pages does
/// not shift the others.
/// </summary>
internal sealed class Paging(int pageSize)
{
    /// <summary>Creates a page of a list.</summary>
    /// <param name="request">The request, whose $skip is the token of a page after the first.</param>
    /// <param name="items">The list, in the order of its keys.</param>
    /// <param name="readKey">Reads the key of an item, which is unique and whose case is ignored.</param>
    /// <param name="render">Renders an item.</param>
    /// <param name="query">The parameters that the link to the next page has after the api-version, each with a leading &amp;.</param>
    /// <param name="member">The member with the items.</param>
    /// <param name="body">The object with the other members; null if there are none.</param>
    /// <exception cref="ServiceError">The token is not valid.</exception>
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
