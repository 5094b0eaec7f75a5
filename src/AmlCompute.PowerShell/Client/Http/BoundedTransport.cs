using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Http;

/// <summary>
/// Opens the connections to Azure, also those of the sign-in. If a name server does not answer, or a host drops packets, the attempt ends
/// after <see cref="ServiceReachability.ConnectionLimit"/>, also if the host has other addresses; the system, whose limits apply on .NET
/// Framework, would wait for minutes.
/// </summary>
internal static class BoundedTransport
{
#if NETFRAMEWORK
    public static HttpPipelineTransport Instance => HttpClientTransport.Shared;

    /// <summary>Gets the transport for addresses that are local to the host, which a proxy cannot reach.</summary>
    public static HttpPipelineTransport WithoutProxy { get; } =
        new HttpClientTransport(new HttpClientHandler { UseProxy = false, AllowAutoRedirect = false });
#else
    /// <summary>The time after which a connection is opened again, so that a changed address of the host is used.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public static HttpPipelineTransport Instance { get; } = new HttpClientTransport(CreateHandler());

    /// <summary>Gets the transport for addresses that are local to the host, which a proxy cannot reach.</summary>
    public static HttpPipelineTransport WithoutProxy { get; } = CreateDirectTransport();

    /// <summary>Opens a connection within <see cref="ServiceReachability.ConnectionLimit"/>.</summary>
    /// <exception cref="ConnectionLimitException">The connection is not open at the end of the limit.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled within the limit.</exception>
    /// <exception cref="SocketException">The name cannot be resolved, or the host cannot be reached or refuses the connection.</exception>
    internal static async ValueTask<Stream> OpenConnectionAsync(
        DnsEndPoint endPoint, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider clock, CancellationToken token)
    {
        using CancellationTokenSource limit = new(ServiceReachability.ConnectionLimit, clock);
        using CancellationTokenSource limitOrToken = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SocketError errorAtLimit = SocketError.HostNotFound;
        try
        {
            // WaitAsync ends the wait: some systems do not cancel the search for a name.
            IPAddress[] addresses = await resolve(endPoint.Host, limitOrToken.Token).WaitAsync(limitOrToken.Token).ConfigureAwait(false);
            errorAtLimit = SocketError.HostUnreachable;
            await socket.ConnectAsync(addresses, endPoint.Port, limitOrToken.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            socket.Dispose();
            throw new ConnectionLimitException(errorAtLimit);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static HttpClientTransport CreateDirectTransport()
    {
        SocketsHttpHandler handler = CreateHandler();
        handler.UseProxy = false;
        return new HttpClientTransport(handler);
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = ConnectionLifetime,
        ConnectCallback = (context, token) =>
            OpenConnectionAsync(context.DnsEndPoint, Dns.GetHostAddressesAsync, TimeProvider.System, token),
    };
#endif
}

/// <summary>The error of a connection that was not open at the end of its limit.</summary>
internal sealed class ConnectionLimitException(SocketError error) : SocketException((int)error);
