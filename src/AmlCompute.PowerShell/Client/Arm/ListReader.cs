using AmlCompute.Client.Http;
using Azure;
using Azure.Core;

namespace AmlCompute.Client.Arm;

/// <summary>
/// Reads the lists of the service. A page is requested when the caller reads it, and every request but the first is a GET without a body.
/// The token of the call cancels a list; the token of the enumerator is ignored.
/// </summary>
internal sealed class ListReader(ArmClient client)
{
    /// <summary>Reads the items of a list, page by page.</summary>
    /// <inheritdoc cref="ReadPagesAsync{T}"/>
    public async IAsyncEnumerable<T> ReadItemsAsync<T>(
        Uri firstUrl,
        ItemKind<T> kind,
        CallContext call,
        RequestMethod? method = null,
        JsonNode? body = null,
        string? computeName = null)
        where T : class
    {
        await foreach (Page<T> page in ReadPagesAsync(firstUrl, kind, call, method, body, computeName).ConfigureAwait(false))
        {
            foreach (T item in page.Items)
            {
                yield return item;
            }
        }
    }

    /// <summary>Reads the pages of a list.</summary>
    /// <param name="firstUrl">The URL of the first page.</param>
    /// <param name="kind">The kind of the items.</param>
    /// <param name="call">The call of the user.</param>
    /// <param name="method">The method of the first request; null for GET.</param>
    /// <param name="body">The body of the first request; null for none.</param>
    /// <param name="computeName">The target of the list, for errors; null for none.</param>
    /// <exception cref="ComputeTargetException">
    /// A page cannot be read, the list does not end, or it links to another address, subscription, resource group or workspace.
    /// </exception>
    public async IAsyncEnumerable<Page<T>> ReadPagesAsync<T>(
        Uri firstUrl,
        ItemKind<T> kind,
        CallContext call,
        RequestMethod? method = null,
        JsonNode? body = null,
        string? computeName = null)
        where T : class
    {
        EndlessListCheck check = new(kind.Name, computeName);
        Uri? url = firstUrl;
        while (url is not null)
        {
            check.AddLink(url);
            bool isFirst = ReferenceEquals(url, firstUrl);
            BodyBuffer buffer = new();
            Response response = await client.SendAsync(
                isFirst && method is { } first ? first : RequestMethod.Get, url, isFirst ? body : null, computeName, call, buffer)
                .ConfigureAwait(false);
            Page<T> page = new PageReader<T>(response, kind, computeName).ReadPage();
            buffer.ReturnMemory();
            check.AddPage(page.Items.Count, page.IdHash);
            yield return page;
            url = page.NextLink is { } link ? ParsePageLink(link, firstUrl, kind.Name, response, computeName) : null;
        }
    }

    /// <summary>Parses the link to the next page, which must lead to the same subscription, resource group and workspace.</summary>
    private Uri ParsePageLink(string link, Uri firstUrl, string items, Response response, string? computeName)
    {
        Uri url = client.ParseTrustedLink(link, response, computeName);
        return ArmUrls.IsInScope(url, firstUrl) ? url : throw new ComputeTargetException(
            ErrorIds.UntrustedEndpoint,
            $"The service's list of {items} links to another subscription, resource group or workspace. The link was not followed.")
        {
            ComputeName = computeName,
            LacksName = true,
        };
    }

    /// <summary>Ends a list that would never end: it links to a page again, repeats a page, or has too many empty pages.</summary>
    private sealed class EndlessListCheck(string items, string? computeName)
    {
        private const int MostEmptyPages = 1000;

        private readonly HashSet<string> _links = new(StringComparer.Ordinal);
        private readonly HashSet<ulong> _pages = [];
        private int _emptyPages;

        public void AddLink(Uri url)
        {
            if (!_links.Add(url.AbsoluteUri))
            {
                throw CreateError("links to a page that was already read");
            }
        }

        public void AddPage(int count, ulong idHash)
        {
            if (count > 0)
            {
                _emptyPages = 0;
                if (!_pages.Add(idHash))
                {
                    throw CreateError("repeats a page");
                }
            }
            else if (++_emptyPages == MostEmptyPages)
            {
                throw CreateError($"has {MostEmptyPages} empty pages in a row");
            }
        }

        private ComputeTargetException CreateError(string reason) =>
            new(ErrorIds.MalformedResponse, $"The service's list of {items} {reason}.") { ComputeName = computeName, LacksName = true };
    }
}
