namespace AmlCompute.Emulator;

/// <summary>
/// Refuses requests that a web page of another origin can cause a browser to send: those for a host name that is not this machine, because
/// of DNS rebinding, and those of other origins to the addresses that control the emulator.
/// </summary>
internal static class RequestGuard
{
    private const string Header = "X-AmlCompute-Emulator";

    /// <summary>Returns the status and the reason of the refusal; null if the request is allowed.</summary>
    public static (int Status, string Message)? Check(HttpRequest request, HashSet<string> allowedHosts)
    {
        if (!request.Host.HasValue || request.Host.Host.Length == 0)
        {
            return (400, "The Host header is missing or not valid.");
        }

        if (!allowedHosts.Contains(request.Host.Host))
        {
            return (421, $"'{request.Host.Host}' is not a host name of this emulator. Start it with --allowed-host to allow the name.");
        }

        if (!request.Path.StartsWithSegments("/_emulator"))
        {
            return null;
        }

        if (request.Headers.ContainsKey("Origin") || request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "none" or "same-origin"))
        {
            return (403, "A web page must not call this address.");
        }

        bool isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return isRead || request.Headers[Header] == "1" ? null : (403, $"This address needs the header '{Header}: 1'.");
    }
}
