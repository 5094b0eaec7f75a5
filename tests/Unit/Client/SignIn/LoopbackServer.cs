using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AmlCompute.Tests.Client.SignIn;

/// <summary>One request as it came over the wire. The host is the one the client wanted, also behind a proxy.</summary>
internal sealed record LoopbackRequest(string Method, string Host, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Target.Split('?')[0];

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>A parameter of the query, or of a form.</summary>
    public string? Parameter(string name) => $"{(Target.Contains('?') ? Target.Split('?', 2)[1] : string.Empty)}&{Body}".Split('&')
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair.Length == 2 && pair[0] == name).Select(pair => WebUtility.UrlDecode(pair[1])).FirstOrDefault();
}

internal sealed record LoopbackAnswer(int Status, string Body, params (string Name, string Value)[] Headers)
{
    public static LoopbackAnswer Json(string body) => new(200, body);
}

/// <summary>An HTTP server on this computer, over TLS with a certificate, and a proxy when it is asked to CONNECT.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<LoopbackRequest, LoopbackAnswer> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly bool _isProxy;
    private readonly ConcurrentQueue<LoopbackRequest> _requests = new();

    private LoopbackServer(Func<LoopbackRequest, LoopbackAnswer> answer, X509Certificate2? certificate, bool isProxy)
    {
        _answer = answer;
        _certificate = certificate;
        _isProxy = isProxy;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => _certificate is not null && !_isProxy ? $"https://localhost:{Port}" : $"http://127.0.0.1:{Port}";

    public IReadOnlyList<LoopbackRequest> Requests => [.. _requests];

    public static LoopbackServer Start(Func<LoopbackRequest, LoopbackAnswer> answer, X509Certificate2? certificate = null) =>
        new(answer, certificate, isProxy: false);

    /// <summary>A proxy that answers for every host itself.</summary>
    public static LoopbackServer StartProxy(Func<LoopbackRequest, LoopbackAnswer> answer, X509Certificate2 certificate) =>
        new(answer, certificate, isProxy: true);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed: the test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (_isProxy)
                {
                    LoopbackRequest? connect = await ReadAsync(stream);
                    await WriteAsync(stream, "HTTP/1.1 200 Connection established\r\n\r\n");
                    _requests.Enqueue(connect!);
                }

                if (_certificate is not null)
                {
                    SslStream tls = new(stream);
                    await tls.AuthenticateAsServerAsync(_certificate);
                    stream = tls;
                }

                if (await ReadAsync(stream) is { } request)
                {
                    _requests.Enqueue(request);
                    LoopbackAnswer answer = _answer(request);
                    string headers = string.Concat(answer.Headers.Select(header => $"{header.Name}: {header.Value}\r\n"));
                    byte[] body = Encoding.UTF8.GetBytes(answer.Body);
                    string type = answer.Headers.Any(header => header.Name == "Content-Type")
                        ? string.Empty
                        : "Content-Type: application/json\r\n";
                    await WriteAsync(
                        stream,
                        $"HTTP/1.1 {answer.Status} Answer\r\n{type}{headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n");
                    await stream.WriteAsync(body);
                    await stream.FlushAsync();
                }
            }
            catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, or did not like the certificate; what it makes of that is what the test looks at.
            }
        }
    }

    private static async Task WriteAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text));

    private static async Task<LoopbackRequest?> ReadAsync(Stream stream)
    {
        List<string> lines = [];
        while (await ReadLineAsync(stream) is { Length: > 0 } line)
        {
            lines.Add(line);
        }

        if (lines.Count == 0)
        {
            return null;
        }

        string[] start = lines[0].Split(' ');
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string[] header in lines.Skip(1).Select(line => line.Split(':', 2)))
        {
            headers[header[0]] = header[1].Trim();
        }

        byte[] body = new byte[headers.TryGetValue("Content-Length", out string? length)
            ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)
            : 0];
        await stream.ReadExactlyAsync(body);
        return new LoopbackRequest(
            start[0], headers.GetValueOrDefault("Host", string.Empty), start[1], headers, Encoding.UTF8.GetString(body));
    }

    private static async Task<string?> ReadLineAsync(Stream stream)
    {
        List<byte> line = [];
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }
}
