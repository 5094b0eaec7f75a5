using System.Net;
using System.Net.Sockets;

namespace AmlCompute.Client.Http;

/// <summary>
/// Records if the service has answered a request of a command. Before the first answer, a connection that cannot be opened means that this
/// computer is offline or that the address is wrong, so that retries for a long time do not help.
/// </summary>
internal sealed class ServiceReachability
{
    /// <summary>
    /// The longest time to open a connection on .NET; before the first answer, also the longest time to retry after failed connections.
    /// </summary>
    public static readonly TimeSpan ConnectionLimit = TimeSpan.FromSeconds(3);

    private static readonly SocketError[] Unreachable =
    [
        SocketError.HostNotFound, SocketError.TryAgain, SocketError.NoData, SocketError.NoRecovery, SocketError.HostUnreachable,
        SocketError.HostDown, SocketError.NetworkUnreachable, SocketError.NetworkDown, SocketError.ConnectionRefused,
    ];

    private volatile bool _hasAnswered;

    /// <summary>Gets or sets a value indicating whether a request of the command got a response.</summary>
    public bool HasAnswered
    {
        get => _hasAnswered;
        set => _hasAnswered = value;
    }

    /// <summary>Returns true if no request of the command was answered, and this one failed because it could not be sent.</summary>
    /// <param name="failure">The failure of a request; null if it was answered.</param>
    public bool IsOffline(Exception? failure) => failure is not null && !HasAnswered && IsUnreachable(failure);

    /// <summary>Returns true if the name cannot be resolved, there is no route, or the connection was refused.</summary>
    public static bool IsUnreachable(Exception failure)
    {
        // The inner exception of an AggregateException, which Azure.Core throws after retries, is the first of its exceptions.
        for (Exception? exception = failure; exception is not null; exception = exception.InnerException)
        {
            if ((exception is SocketException socket && Unreachable.Contains(socket.SocketErrorCode))
                || exception is WebException { Status: WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ConnectFailure })
            {
                return true;
            }
        }

        return false;
    }
}
