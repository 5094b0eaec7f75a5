using System.Text;
using System.Text.Json.Nodes;
using AmlCompute.Sandbox.Wire;

namespace AmlCompute.Sandbox.Handlers;

/// <summary>
/// Splits ordered lists into pages. The token is the last key of a page, so an entry that is added or deleted between two pages does
/// not shift the others.
/// </summary>
internal sealed class Paging(int pageSize)
{
    public JsonObject Page<T>(
        RequestContext request, SortedDictionary<string, T> all, string member, Func<T, JsonNode> render, string query = "")
    {
        string? after = request.Query("$skip") is { } token ? Decode(token) : null;
        KeyValuePair<string, T>[] rest = [.. all.SkipWhile(item => after is not null && all.Comparer.Compare(item.Key, after) <= 0)];
        JsonObject page = new() { [member] = new JsonArray([.. rest.Take(pageSize).Select(item => render(item.Value))]) };
        if (rest.Length > pageSize)
        {
            string version = Uri.EscapeDataString(request.ApiVersion);
            page["nextLink"] = $"{request.Authority}{request.Path}?api-version={version}{query}&$skip={Encode(rest[pageSize - 1].Key)}";
        }

        return page;
    }

    private static string Encode(string key) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(key)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Decode(string token)
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
