using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Http;

/// <summary>
/// Opens the connections of Azure and of the sign-in. If a name server does not answer, or a host drops packets, the connection ends in the
/// time that an unreachable host may take; the system would wait for minutes.
/// </summary>
internal static class BoundedTransport
{
#if NETFRAMEWORK
    public static HttpPipelineTransport Instance => HttpClientTransport.Shared;
#else
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static HttpPipelineTransport Instance { get; } = new HttpClientTransport(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = Lifetime,
        ConnectCallback = (context, token) => OpenAsync(context.DnsEndPoint, Dns.GetHostAddressesAsync, TimeProvider.System, token),
    });

    /// <summary>Opens a connection within <see cref="ServiceReach.ConnectionLimit"/>.</summary>
    internal static async ValueTask<Stream> OpenAsync(
        DnsEndPoint place, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider clock, CancellationToken token)
    {
        using CancellationTokenSource late = new(ServiceReach.ConnectionLimit, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, token);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SocketError phase = SocketError.HostNotFound;
        try
        {
            // The system does not cancel its search for a name.
            IPAddress[] addresses = await resolve(place.Host, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            phase = SocketError.HostUnreachable;
            await socket.ConnectAsync(addresses, place.Port, either.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            socket.Dispose();
            throw new ConnectionLimitException(phase);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
#endif
}

/// <summary>A connection that was not open at the end of its limit.</summary>
internal sealed class ConnectionLimitException(SocketError error) : SocketException((int)error);
