using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AmlCompute.Client.Http;

/// <summary>
/// Remembers if any request of a command was answered. Before the first answer, a connection that cannot be opened means that this computer
/// is offline or that the address is wrong, so that retries for a long time do not help.
/// </summary>
internal sealed class ServiceReach
{
    /// <summary>The longest time to try to open the first connection.</summary>
    public static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(3);

    private static readonly SocketError[] Unreachable =
    [
        SocketError.HostNotFound, SocketError.TryAgain, SocketError.NoData, SocketError.NoRecovery, SocketError.HostUnreachable,
        SocketError.HostDown, SocketError.NetworkUnreachable, SocketError.NetworkDown, SocketError.ConnectionRefused,
    ];

    private volatile bool _hasAnswered;

    public bool HasAnswered
    {
        get => _hasAnswered;
        set => _hasAnswered = value;
    }

    /// <summary>Returns true if the name cannot be resolved, there is no route, or the connection was refused.</summary>
    public static bool IsUnreachable(Exception failure)
    {
        for (Exception? exception = failure; exception is not null; exception = exception.InnerException)
        {
            if (exception is SocketException socket && Unreachable.Contains(socket.SocketErrorCode))
            {
                return true;
            }

            if (exception is WebException { Status: WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ConnectFailure })
            {
                return true;
            }
        }

        return failure is AggregateException { InnerExceptions: [var first, ..] } && IsUnreachable(first);
    }
}

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

    /// <summary>Opens a connection within <see cref="ServiceReach.LongestSearch"/>.</summary>
    /// <param name="place">The name and the port of the host.</param>
    /// <param name="resolve">Resolves a name.</param>
    /// <param name="clock">The clock of the limit.</param>
    /// <param name="token">Cancels the connection.</param>
    internal static async ValueTask<Stream> OpenAsync(
        DnsEndPoint place, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider clock, CancellationToken token)
    {
        using CancellationTokenSource late = new(ServiceReach.LongestSearch, clock);
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

/// <summary>Retries the requests of a sign-in, but not after a connection that has taken as long as all may take.</summary>
internal sealed class SignInRetryPolicy()
    : RetryPolicy(2, DelayStrategy.CreateExponentialDelayStrategy(TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(5)))
{
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        exception?.GetBaseException() is not ConnectionLimitException && base.ShouldRetry(message, exception);

    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        exception?.GetBaseException() is ConnectionLimitException ? new(false) : base.ShouldRetryAsync(message, exception);
}
